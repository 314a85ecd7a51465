namespace Suwen.Analysis.Payment.Drg;

/// <summary>Where a case ended.</summary>
internal readonly record struct DrgOutcome(DrgStatus Status, DrgCategory? Category, DrgCore? Core, DrgSplit? Split, DrgReason? Reason);

/// <summary>
/// Grouping itself: the first category in order whose rule holds and one of whose groups takes the case; within it operative groups in their order,
/// then the group for unrelated surgery, then medical groups; within a group the first split whose condition holds. Thread-safe.
/// </summary>
/// <param name="scheme">The scheme.</param>
/// <param name="withUnrelated">False to leave cases with unrelated surgery to the medical groups, as some groupers do.</param>
internal sealed class DrgGrouper(DrgScheme scheme, bool withUnrelated)
{
    public DrgScheme Scheme => scheme;

    /// <summary>The reason for which a case is refused before grouping.</summary>
    public DrgReason? Refuse(DrgCase drgCase) => Check(drgCase, isBefore: true);

    /// <summary>Groups a case whose codes are all of the scheme.</summary>
    public DrgOutcome Group(DrgCase drgCase)
    {
        DrgCategory? last = null;
        foreach (var category in scheme.Categories)
        {
            if (!category.Rule.Holds(drgCase))
            {
                continue;
            }

            // A category that every operated case enters (that of transplants) says nothing of a case that none of its groups takes.
            last = category.Medical.Length > 0 ? category : last;
            if (First(category.Operative, drgCase) is { } operative)
            {
                return Split(drgCase, category, operative);
            }

            if (withUnrelated && category.UnrelatedCode is not null && scheme.HasOperation?.Holds(drgCase) == true)
            {
                return new DrgOutcome(DrgStatus.Ambiguous, category, null, null, DrgReason.UnrelatedSurgery);
            }

            if (First(category.Medical, drgCase) is { } medical)
            {
                return Split(drgCase, category, medical);
            }
        }

        return new DrgOutcome(DrgStatus.Ungroupable, last, null, null, Check(drgCase, isBefore: false) ?? (last is null ? DrgReason.NoCategory : DrgReason.NoGroup));
    }

    /// <summary>Sets whether complications count, by the main diagnosis.</summary>
    public void Weigh(DrgCase drgCase)
    {
        var diagnoses = drgCase.Diagnoses;
        var complications = scheme.Complications;
        for (var i = 1; i < diagnoses.Length; i++)
        {
            var level = complications.Level(diagnoses[i]);
            if (level == 0 || complications.IsExcluded(diagnoses[i], diagnoses[0]))
            {
                continue;
            }

            drgCase.HasMcc |= level == 2;
            drgCase.HasCc |= level == 1;
        }
    }

    private static DrgOutcome Split(DrgCase drgCase, DrgCategory category, DrgCore core)
    {
        foreach (var split in core.Splits)
        {
            if (split.Rule.Holds(drgCase))
            {
                return new DrgOutcome(DrgStatus.Grouped, category, core, split, null);
            }
        }

        return new DrgOutcome(DrgStatus.Ungroupable, category, core, null, DrgReason.NoSplit);
    }

    private DrgReason? Check(DrgCase drgCase, bool isBefore)
    {
        foreach (var check in scheme.Checks)
        {
            if (check.IsBefore == isBefore && check.Rule.Holds(drgCase))
            {
                return check.Reason;
            }
        }

        return null;
    }

    private static DrgCore? First(DrgCore[] cores, DrgCase drgCase)
    {
        foreach (var core in cores)
        {
            if (core.Rule.Holds(drgCase))
            {
                return core;
            }
        }

        return null;
    }
}
