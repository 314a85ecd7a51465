using Suwen.Scenarios;
using Suwen.Security.Grading;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Packs.Export;

/// <summary>A page that was made, or why none may leave.</summary>
internal sealed record ExportedPack(string? Html, int Views, int Withheld, string? Refusal, string? WhatToDo);

/// <summary>A view and its rows; no rows, with the level, where they may not leave without an approval.</summary>
internal sealed record ExportedView(PackViewView View, PackRows? Rows, int Level, string? Problem);

/// <summary>
/// A pack's page as one file. Data of level 4 and 5 leaves only after another person has approved the very statement (GB/T 39725-2020,
/// clause 8.1), so views that show such data in clear are withheld and say so; where every view is, there is no file.
/// </summary>
internal static class PackExport
{
    private const int MostTableRows = 100;
    private const int MostPictureRows = 10_000;

    public static async Task<ExportedPack> MakeAsync(SuwenNode node, Pack pack, ReadScope scope, bool isEnglish, CancellationToken cancellationToken)
    {
        var detail = PackViews.DetailOf(node.Packs, pack, await node.Packs.StandingAsync(pack.Id, cancellationToken), PackAnswers.SetOf(node, pack));
        var views = new List<ExportedView>();
        foreach (var view in detail.Views)
        {
            views.Add(await ReadAsync(node, pack, view, scope, cancellationToken));
        }

        var withheld = views.Count(static v => v.Level >= (int)DataLevel.Narrow);
        if (views.Count > 0 && withheld == views.Count)
        {
            return new ExportedPack(null, views.Count, withheld, $"Every view of {pack.Id} shows data of level 4 or 5, which needs an approval.", "Ask with POST /api/exports for the statement that you need; another person approves it.");
        }

        var page = new ExportPage(detail, views, await node.IsSyntheticAsync(cancellationToken), node.Time.GetUtcNow(), isEnglish);
        return new ExportedPack(page.Write(), views.Count, withheld, null, null);
    }

    private static async Task<ExportedView> ReadAsync(SuwenNode node, Pack pack, PackViewView view, ReadScope scope, CancellationToken cancellationToken)
    {
        var limit = view.Kind switch { "table" => Math.Min(MostTableRows, view.Limit ?? MostTableRows), "indicators" => 1, _ => view.Limit ?? MostPictureRows };
        var answer = await PackAnswers.ReadAsync(node, pack, new PackRowsRequest(view.Id, null, null, DefaultsOf(view), null, null, limit), scope, limit, cancellationToken);
        return answer.Rows is not { } rows ? new ExportedView(view, null, 0, answer.Refusal!.Problem.What)
            : rows.Level >= (int)DataLevel.Narrow ? new ExportedView(view, null, rows.Level, null)
            : new ExportedView(view, rows, rows.Level, null);
    }

    private static List<PackFilter> DefaultsOf(PackViewView view) =>
        [.. view.Filters.Where(static f => f.Default is not null).Select(static f => f.Kind switch
        {
            "choice" => new PackFilter(f.Column, [f.Default], null, null, null),
            "range" => new PackFilter(f.Column, null, f.Default, null, null),
            _ => new PackFilter(f.Column, null, null, null, f.Default),
        })];
}
