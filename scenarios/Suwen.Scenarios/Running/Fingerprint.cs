using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Suwen.Analysis;

namespace Suwen.Scenarios.Running;

/// <summary>Hash of everything that states how a result is computed: text with its values, head, value sets, and the engine's own version.</summary>
internal static class Fingerprint
{
    /// <summary>Raise it whenever the same pack would give other rows: by a macro, by what the engine does to types.</summary>
    private const int EngineVersion = 1;

    public static string Of(Pack pack, PackResult result, PackExecution execution, RunValues values)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{EngineVersion}\n{result.Kind}\n{result.IsView}\n{result.ExcludesSensitive}\n");
        text.AppendJoin(',', result.Columns.Select(static c => c.Name + " " + c.Type)).Append('\n');
        if (result.Incremental is { } incremental)
        {
            text.Append(CultureInfo.InvariantCulture, $"{incremental.Part} {incremental.Column} {incremental.Output} ").AppendJoin(',', incremental.Lookups).AppendJoin(',', incremental.Until).Append('\n');
        }

        foreach (var (key, columns) in RowKeys.Of(pack, result))
        {
            text.Append(CultureInfo.InvariantCulture, $"{key} {values.Salt} ").AppendJoin(',', columns).Append('\n');
        }

        if (result.Kind != PackResultKind.Step)
        {
            // Where the day only cuts off rows, which rows those are is found by their dates, and the text is the same on every day.
            text.Append(result.Incremental is { Until.Count: > 0 } ? execution.TextOnAnyDay(result) : execution.TextOf(result));
        }
        else
        {
            var step = pack.Steps.First(s => s.Outputs.Values.Contains(result.Name));
            text.Append(step.Operator).Append('\n').AppendJoin('\n', step.Settings.Select(static s => s.Key + "=" + s.Value)).Append('\n').AppendJoin('\n', step.Outputs.Select(static s => s.Key + "=" + s.Value));
            if (step.By is not null)
            {
                // What is not computed again must be what the operator of today would give.
                text.Append(CultureInfo.InvariantCulture, $"\nby {step.By} {typeof(OperatorCatalogue).Module.ModuleVersionId}\n");
            }

            text.AppendJoin('\n', pack.Parameters.Select(p => p.Name + "=" + (values.Parameters.GetValueOrDefault(p.Name) ?? p.Default)));
            text.Append(step.Settings.Values.Any(static v => v.Contains("as_of", StringComparison.Ordinal)) ? values.AsOf.ToString("O", CultureInfo.InvariantCulture) : "");
        }

        foreach (var set in pack.ValueSets.Where(s => result.ValueSets.Contains(s.Name)))
        {
            var uses = result.Sql?.Contains("all", StringComparison.Ordinal) == true ? set.Lines : set.On(values.AsOf);
            foreach (var line in uses)
            {
                text.Append('\n').Append(CultureInfo.InvariantCulture, $"{set.Name}|{line.Code}|{line.ConceptId}|{line.Match}|{line.Vocabulary}|{line.From:O}|{line.To:O}|").AppendJoin('|', line.Values);
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
