using System.Security.Cryptography;
using System.Text;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Carries how common values are from the records that a model was estimated from to those that it scores.</summary>
internal static class ModelFrequencies
{
    /// <summary>A value is listed when so many persons share it: nobody can be told by a listed value.</summary>
    private const int LeastCount = 20;

    /// <summary>Fields whose values name one person are never listed.</summary>
    private static readonly LinkageField[] Listed = [LinkageField.FamilyName, LinkageField.GivenName, LinkageField.BirthDate, LinkageField.StreetNumber, LinkageField.Street];

    public static void Save(LinkageModel model, IReadOnlyList<PersonRecord> records, List<ContainedValue> contained)
    {
        var fields = new List<LinkageField>();
        for (var f = 0; f < LinkageModel.FieldCount; f++)
        {
            var field = (LinkageField)f;
            SaveField(model, records, field, fields);
        }

        model.Fields = [.. fields];
        foreach (var group in contained.GroupBy(static c => c.Field))
        {
            model.Placeholders[group.Key] = [.. group.Select(static c => c.Value)];
        }

        model.Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model.ToJson())).AsSpan(0, 8));
    }

    public static void Apply(LinkageModel model, LinkageField field, FieldValue value)
    {
        value.Frequency = model.Frequencies.TryGetValue(field, out var listed) && listed.TryGetValue(value.Text, out var frequency) ? frequency : model.RareFrequency.GetValueOrDefault(field);
        value.IsYearOnly = model.IsNewYearYearOnly && field == LinkageField.BirthDate && value.Date % 10_000 == 101;
        value.IsPlaceholder = model.Placeholders.TryGetValue(field, out var placeholders) && Array.IndexOf(placeholders, value.Text) >= 0;
    }

    private static void SaveField(LinkageModel model, IReadOnlyList<PersonRecord> records, LinkageField field, List<LinkageField> fields)
    {
        var seen = new HashSet<FieldValue>();
        double sum = 0, rare = 0;
        var listed = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (record[field] is not { } value || !seen.Add(value) || !PairScorer.HasFrequencies((int)field))
            {
                continue;
            }

            if (value.Count >= LeastCount && Array.IndexOf(Listed, field) >= 0)
            {
                listed[value.Text] = Math.Round(value.Frequency, 8);
            }
            else
            {
                // The mean over records, not over values: it is met as often as it is held.
                sum += value.Count * value.Frequency;
                rare += value.Count;
            }
        }

        if (seen.Count > 0)
        {
            fields.Add(field);
            if (rare > 0)
            {
                model.RareFrequency[field] = sum / rare;
            }

            if (listed.Count > 0)
            {
                model.Frequencies[field] = new Dictionary<string, double>(listed.OrderBy(static l => l.Key, StringComparer.Ordinal), StringComparer.Ordinal);
            }
        }
    }
}
