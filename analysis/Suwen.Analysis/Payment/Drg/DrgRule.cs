using System.Numerics;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>Whose codes a test of a rule looks at; the order is that of <see cref="DrgCase.Bits"/>.</summary>
internal enum DrgPart
{
    MainDiagnosis,
    SecondaryDiagnosis,
    AnyDiagnosis,
    MainProcedure,
    AnyProcedure,
}

/// <summary>A number of a case that rules compare.</summary>
internal enum DrgNumber
{
    AgeYears,
    AgeDays,
    BirthWeight,
    LengthOfStay,
    DischargeWay,
}

/// <summary>A condition on a case, as the scheme's files write it.</summary>
internal abstract class DrgRule
{
    public abstract bool Holds(DrgCase drgCase);

    /// <summary>Adds the single tests that make the rule hold.</summary>
    public abstract void Reasons(DrgCase drgCase, List<DrgTest> tests);
}

/// <summary>A rule that is one test.</summary>
internal abstract class DrgTest(string text) : DrgRule
{
    /// <summary>The test as the scheme writes it.</summary>
    public string Text => text;

    public override void Reasons(DrgCase drgCase, List<DrgTest> tests) => tests.Add(this);
}

internal sealed class ListTest(string text, DrgPart part, int list, int word) : DrgTest(text)
{
    private readonly ulong mask = 1UL << (list & 63);

    public DrgPart Part => part;

    public int List => list;

    public override bool Holds(DrgCase drgCase) => (drgCase.Bits[word] & mask) != 0;
}

/// <summary>In how many of several lists the case has a diagnosis.</summary>
internal sealed class RegionsTest(string text, int[] lists, int firstWord, DrgComparison comparison) : DrgTest(text)
{
    private readonly ulong[] masks = MasksOf(lists);

    public IReadOnlyList<int> Lists => lists;

    public override bool Holds(DrgCase drgCase)
    {
        var count = 0;
        for (var i = 0; i < masks.Length; i++)
        {
            count += BitOperations.PopCount(drgCase.Bits[firstWord + i] & masks[i]);
        }

        return comparison.Holds(count);
    }

    private static ulong[] MasksOf(int[] lists)
    {
        var masks = new ulong[(lists.Max() >> 6) + 1];
        foreach (var list in lists)
        {
            masks[list >> 6] |= 1UL << (list & 63);
        }

        return masks;
    }
}

internal sealed class NumberTest(string text, DrgNumber number, DrgComparison comparison) : DrgTest(text)
{
    public override bool Holds(DrgCase drgCase) => comparison.Holds(ValueOf(drgCase));

    public int ValueOf(DrgCase drgCase) => number switch
    {
        DrgNumber.AgeYears => drgCase.AgeYears,
        DrgNumber.AgeDays => drgCase.AgeDays,
        DrgNumber.BirthWeight => drgCase.BirthWeight,
        DrgNumber.LengthOfStay => drgCase.LengthOfStay,
        _ => drgCase.DischargeWay,
    };
}

internal sealed class SexTest(string text, int sex) : DrgTest(text)
{
    public override bool Holds(DrgCase drgCase) => drgCase.Sex == sex;
}

/// <summary>A major complication, or one that is not major, counts.</summary>
internal sealed class ComplicationTest(string text, bool isMajor) : DrgTest(text)
{
    public override bool Holds(DrgCase drgCase) => isMajor ? drgCase.HasMcc : drgCase.HasCc;
}

internal sealed class AlwaysTest(string text) : DrgTest(text)
{
    public override bool Holds(DrgCase drgCase) => true;
}

internal sealed class NotRule(string text, DrgRule inner) : DrgTest(text)
{
    public override bool Holds(DrgCase drgCase) => !inner.Holds(drgCase);
}

internal sealed class AndRule(DrgRule[] parts) : DrgRule
{
    public override bool Holds(DrgCase drgCase)
    {
        foreach (var part in parts)
        {
            if (!part.Holds(drgCase))
            {
                return false;
            }
        }

        return true;
    }

    public override void Reasons(DrgCase drgCase, List<DrgTest> tests)
    {
        foreach (var part in parts)
        {
            part.Reasons(drgCase, tests);
        }
    }
}

internal sealed class OrRule(DrgRule[] parts) : DrgRule
{
    public override bool Holds(DrgCase drgCase)
    {
        foreach (var part in parts)
        {
            if (part.Holds(drgCase))
            {
                return true;
            }
        }

        return false;
    }

    public override void Reasons(DrgCase drgCase, List<DrgTest> tests)
    {
        foreach (var part in parts)
        {
            if (part.Holds(drgCase))
            {
                part.Reasons(drgCase, tests);
                return;
            }
        }
    }
}

/// <summary>A comparison with a whole number. What is missing satisfies none.</summary>
internal readonly record struct DrgComparison(string Sign, int Value)
{
    private readonly int lower = Sign switch { ">=" or "=" => Value, ">" => Value + 1, _ => DrgCase.Missing + 1 };
    private readonly int upper = Sign switch { "<=" or "=" => Value, "<" => Value - 1, _ => int.MaxValue };

    public bool Holds(int value) => value >= lower && value <= upper;
}
