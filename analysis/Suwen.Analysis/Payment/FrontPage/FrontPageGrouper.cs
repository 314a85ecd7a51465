using Suwen.Analysis.Payment.Drg;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>A group in which a case ended.</summary>
/// <param name="Mdc">Major category; null where none took it.</param>
/// <param name="MdcTitle">Its title.</param>
/// <param name="Adrg">Core group.</param>
/// <param name="AdrgTitle">Its title.</param>
/// <param name="Drg">Group; 0000 where there is none.</param>
/// <param name="DrgTitle">Its title.</param>
/// <param name="Status">grouped, ambiguous, ungroupable or invalid.</param>
/// <param name="Reason">Why, and what was left out; names with words.</param>
/// <param name="Path">How it came there, as JSON; null where that was not asked for.</param>
public sealed record FrontPageGroup(string? Mdc, string? MdcTitle, string? Adrg, string? AdrgTitle, string Drg, string? DrgTitle, string Status, string? Reason, string? Path);

/// <summary>Groups front pages by a DRG scheme, as the operator drg-group does. Thread-safe.</summary>
public sealed class FrontPageGrouper
{
    private static readonly ResultColumn[] InputColumns =
    [
        new("case_id", ColumnType.Text), new("sex", ColumnType.Int32), new("age_years", ColumnType.Int32), new("age_days", ColumnType.Int32), new("birth_weight_g", ColumnType.Int32),
        new("length_of_stay_days", ColumnType.Int32), new("discharge_way", ColumnType.Int32), new("diagnoses", ColumnType.Text), new("procedures", ColumnType.Text),
    ];

    private readonly DrgGrouper grouper;
    private readonly DrgColumns columns = new(new MemoryTable("cases", [], InputColumns));
    private readonly Dictionary<string, string> titles = new(StringComparer.Ordinal);

    /// <param name="scheme">The name of a scheme that is built in, or a folder.</param>
    /// <param name="localFolder">The folder from which a path begins; null where none may be named.</param>
    /// <exception cref="OperatorException">There is no such scheme, or it has faults.</exception>
    public FrontPageGrouper(string scheme, string? localFolder = null)
    {
        var read = DrgSchemeReader.Find(scheme, localFolder);
        grouper = new DrgGrouper(read, withUnrelated: true);
        Scheme = read.Head.Id;
        IsUnofficial = read.Head.IsUnofficial;
        foreach (var category in read.Categories)
        {
            titles[category.Code] = category.Title;
            foreach (var core in category.Groups)
            {
                titles[core.Code] = core.Title;
                foreach (var split in core.Splits)
                {
                    titles[split.Code] = split.Title;
                }
            }
        }
    }

    /// <summary>The scheme's id.</summary>
    public string Scheme { get; }

    /// <summary>True when results must be labelled as of an unofficial transcription.</summary>
    public bool IsUnofficial { get; }

    /// <summary>The title of a category or group; null where the scheme has none such.</summary>
    public string? TitleOf(string? code) => code is null ? null : titles.GetValueOrDefault(code);

    /// <summary>Groups pages, in their order.</summary>
    public IReadOnlyList<FrontPageGroup> Group(IReadOnlyList<FrontPageCase> pages, bool withPath)
    {
        ArgumentNullException.ThrowIfNull(pages);
        var input = new ColumnBatch(InputColumns, Math.Max(16, pages.Count));
        foreach (var page in pages)
        {
            input[0].Append(page.CaseId);
            Append(input[1], page.Sex);
            Append(input[2], page.AgeYears);
            Append(input[3], page.AgeDays);
            Append(input[4], page.BirthWeightG);
            Append(input[5], page.LengthOfStayDays);
            Append(input[6], page.DischargeWay);
            input[7].Append(string.Join('|', page.Diagnoses));
            input[8].Append(string.Join('|', page.Procedures.Select(static p => p.Code)));
        }

        var results = new ColumnBatch(DrgWorker.ResultColumns(withPath), Math.Max(16, pages.Count));
        new DrgWorker(grouper, columns, isMapping: true, withPath).Group(input, 0, pages.Count, results);
        var groups = new FrontPageGroup[pages.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            var (mdc, adrg, drg) = (Text(results[1], i), Text(results[2], i), results[3].Text(i));
            groups[i] = new FrontPageGroup(mdc, TitleOf(mdc), adrg, TitleOf(adrg), drg, TitleOf(drg), results[4].Text(i), Text(results[5], i), withPath ? Text(results[6], i) : null);
        }

        return groups;
    }

    private static string? Text(ColumnVector vector, int row) => vector.IsNull(row) ? null : vector.Text(row);

    private static void Append(ColumnVector vector, int? value)
    {
        if (value is { } number)
        {
            vector.Append((long)number);
        }
        else
        {
            vector.AppendNull();
        }
    }
}
