using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Storage;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>
/// Writes how a case came to its group, as JSON: codes mapped and left out, the lists and codes that put it into its category and group, complications
/// that count and those excluded with the table and the main diagnosis, and the condition of its split.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The writer writes into memory and holds nothing that must be released.")]
internal sealed class DrgPath
{
    private readonly DrgScheme scheme;
    private readonly ArrayBufferWriter<byte> buffer = new(1 << 12);
    private readonly Utf8JsonWriter json;
    private readonly List<DrgTest> tests = [];
    private readonly byte[] schemeId;

    public DrgPath(DrgScheme scheme)
    {
        this.scheme = scheme;
        schemeId = Encoding.UTF8.GetBytes(scheme.Head.Id + (scheme.Head.IsUnofficial ? " (unofficial transcription)" : ""));

        // What is written is not HTML, and Chinese stays readable.
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Appends the path of a case to a column.</summary>
    public void Write(
        ColumnVector column, DrgCase drgCase, in DrgOutcome outcome, ulong reasons, ReadOnlySpan<byte> diagnosisField, DrgCodes diagnoses, ReadOnlySpan<byte> procedureField, DrgCodes procedures)
    {
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("scheme"u8, schemeId);
        WriteMapped(diagnosisField, diagnoses, procedureField, procedures);
        WriteIgnored(diagnosisField, diagnoses, procedureField, procedures);
        WriteReasons(reasons);
        if (outcome.Status != DrgStatus.Invalid)
        {
            WritePassed(drgCase, outcome);
            WriteCategory(drgCase, outcome);
            WriteCore(drgCase, outcome);
            WriteComplications(drgCase);
            WriteSplit(outcome);
        }

        json.WriteEndObject();
        json.Flush();
        column.Append(buffer.WrittenSpan);
    }

    private void WriteMapped(ReadOnlySpan<byte> diagnosisField, DrgCodes diagnoses, ReadOnlySpan<byte> procedureField, DrgCodes procedures)
    {
        var isOpen = false;
        WriteMapped(diagnosisField, diagnoses, scheme.Diagnoses, "diagnosis"u8, ref isOpen);
        WriteMapped(procedureField, procedures, scheme.Procedures, "procedure"u8, ref isOpen);
        if (isOpen)
        {
            json.WriteEndArray();
        }
    }

    private void WriteMapped(ReadOnlySpan<byte> field, DrgCodes codes, DrgCodeTable table, ReadOnlySpan<byte> kind, ref bool isOpen)
    {
        foreach (ref readonly var piece in codes.Pieces)
        {
            if (piece.Used < 0 || piece.Used == piece.Written)
            {
                continue;
            }

            Open("mapped"u8, ref isOpen);
            json.WriteStartObject();
            json.WriteString("kind"u8, kind);
            json.WriteString("from"u8, field.Slice(piece.Start, piece.Length));
            json.WriteString("to"u8, table.Text(piece.Used));
            json.WriteEndObject();
        }
    }

    private void WriteIgnored(ReadOnlySpan<byte> diagnosisField, DrgCodes diagnoses, ReadOnlySpan<byte> procedureField, DrgCodes procedures)
    {
        var isOpen = false;
        WriteIgnored(diagnosisField, diagnoses, ref isOpen);
        WriteIgnored(procedureField, procedures, ref isOpen);
        if (isOpen)
        {
            json.WriteEndArray();
        }
    }

    private void WriteIgnored(ReadOnlySpan<byte> field, DrgCodes codes, ref bool isOpen)
    {
        foreach (ref readonly var piece in codes.Pieces)
        {
            if (piece.Problem is not { } problem)
            {
                continue;
            }

            Open("ignored"u8, ref isOpen);
            json.WriteStartObject();
            json.WriteString("code"u8, field.Slice(piece.Start, piece.Length));
            json.WriteString("reason"u8, DrgReasons.Name(problem));
            json.WriteEndObject();
        }
    }

    private void WriteReasons(ulong reasons)
    {
        if (reasons == 0)
        {
            return;
        }

        json.WriteStartArray("reasons"u8);
        for (var rest = reasons; rest != 0; rest &= rest - 1)
        {
            json.WriteStringValue(DrgReasons.Name((DrgReason)BitOperations.TrailingZeroCount(rest)));
        }

        json.WriteEndArray();
    }

    /// <summary>Categories that let the case in before the one where it ended, but none of whose groups took it.</summary>
    private void WritePassed(DrgCase drgCase, in DrgOutcome outcome)
    {
        var isOpen = false;
        foreach (var category in scheme.Categories)
        {
            if (category == outcome.Category)
            {
                break;
            }

            if (category.Medical.Length > 0 && category.Rule.Holds(drgCase))
            {
                Open("passed"u8, ref isOpen);
                json.WriteStringValue(category.Utf8);
            }
        }

        if (isOpen)
        {
            json.WriteEndArray();
        }
    }

    private void WriteCategory(DrgCase drgCase, in DrgOutcome outcome)
    {
        if (outcome.Category is not { } category)
        {
            return;
        }

        json.WriteStartObject("mdc"u8);
        json.WriteString("code"u8, category.Utf8);
        json.WriteString("title"u8, category.Title);
        json.WriteString("rule"u8, category.RuleText);
        WriteBecause(drgCase, category.Rule);
        json.WriteEndObject();
        if (outcome.Status == DrgStatus.Ambiguous)
        {
            json.WriteStartObject("adrg"u8);
            json.WriteString("code"u8, category.UnrelatedUtf8);
            json.WriteString("partition"u8, "unrelated"u8);
            json.WriteString("rule"u8, "main procedure in valid and in no operative group of the category"u8);
            WriteBecause(drgCase, scheme.HasOperation!);
            json.WriteEndObject();
        }
    }

    private void WriteCore(DrgCase drgCase, in DrgOutcome outcome)
    {
        if (outcome.Core is not { } core)
        {
            return;
        }

        json.WriteStartObject("adrg"u8);
        json.WriteString("code"u8, core.Utf8);
        json.WriteString("title"u8, core.Title);
        json.WriteString("partition"u8, core.Partition switch { DrgPartition.Surgical => "surgical"u8, DrgPartition.Procedure => "procedure"u8, _ => "medical"u8 });
        json.WriteString("rule"u8, core.RuleText);
        WriteBecause(drgCase, core.Rule);
        json.WriteEndObject();
    }

    private void WriteBecause(DrgCase drgCase, DrgRule rule)
    {
        tests.Clear();
        rule.Reasons(drgCase, tests);
        json.WriteStartArray("because"u8);
        foreach (var test in tests)
        {
            json.WriteStartObject();
            json.WriteString("test"u8, test.Text);
            switch (test)
            {
                case ListTest list: WriteCodes(drgCase, list); break;
                case RegionsTest regions: WriteRegions(drgCase, regions); break;
                case NumberTest number: json.WriteNumber("value"u8, number.ValueOf(drgCase)); break;
                default: break;
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteCodes(DrgCase drgCase, ListTest test)
    {
        var isProcedure = test.Part >= DrgPart.MainProcedure;
        var table = isProcedure ? scheme.Procedures : scheme.Diagnoses;
        var codes = isProcedure ? drgCase.Procedures : drgCase.Diagnoses;
        codes = test.Part switch
        {
            DrgPart.MainDiagnosis or DrgPart.MainProcedure => codes[..1],
            DrgPart.SecondaryDiagnosis => codes[1..],
            _ => codes,
        };
        json.WriteStartArray("codes"u8);
        foreach (var code in codes)
        {
            if (table.IsIn(code, test.List))
            {
                json.WriteStringValue(table.Text(code));
            }
        }

        json.WriteEndArray();
    }

    private void WriteRegions(DrgCase drgCase, RegionsTest test)
    {
        json.WriteStartObject("regions"u8);
        foreach (var (name, list) in scheme.DiagnosisLists)
        {
            if (!test.Lists.Contains(list))
            {
                continue;
            }

            var isOpen = false;
            foreach (var code in drgCase.Diagnoses)
            {
                if (scheme.Diagnoses.IsIn(code, list))
                {
                    if (!isOpen)
                    {
                        json.WriteStartArray(name);
                        isOpen = true;
                    }

                    json.WriteStringValue(scheme.Diagnoses.Text(code));
                }
            }

            if (isOpen)
            {
                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
    }

    private void WriteComplications(DrgCase drgCase)
    {
        var counted = false;
        WriteComplications(drgCase, isExcluded: false, ref counted);
        if (counted)
        {
            json.WriteEndArray();
        }

        var excluded = false;
        WriteComplications(drgCase, isExcluded: true, ref excluded);
        if (excluded)
        {
            json.WriteEndArray();
        }
    }

    private void WriteComplications(DrgCase drgCase, bool isExcluded, ref bool isOpen)
    {
        var complications = scheme.Complications;
        var diagnoses = drgCase.Diagnoses;
        for (var i = 1; i < diagnoses.Length; i++)
        {
            var level = complications.Level(diagnoses[i]);
            if (level == 0 || complications.IsExcluded(diagnoses[i], diagnoses[0]) != isExcluded)
            {
                continue;
            }

            Open(isExcluded ? "excluded"u8 : "counted"u8, ref isOpen);
            json.WriteStartObject();
            json.WriteString("code"u8, scheme.Diagnoses.Text(diagnoses[i]));
            json.WriteString("level"u8, level == 2 ? "MCC"u8 : "CC"u8);
            if (isExcluded)
            {
                json.WriteString("table"u8, complications.Table(diagnoses[i]));
                json.WriteString("main"u8, scheme.Diagnoses.Text(diagnoses[0]));
            }

            json.WriteEndObject();
        }
    }

    private void WriteSplit(in DrgOutcome outcome)
    {
        if (outcome.Split is not { } split)
        {
            return;
        }

        json.WriteStartObject("drg"u8);
        json.WriteString("code"u8, split.Utf8);
        json.WriteString("title"u8, split.Title);
        json.WriteString("condition"u8, outcome.Core!.Splits.Length == 1 ? "not split" : split.Condition);
        json.WriteEndObject();
    }

    private void Open(ReadOnlySpan<byte> name, ref bool isOpen)
    {
        if (!isOpen)
        {
            json.WriteStartArray(name);
            isOpen = true;
        }
    }
}
