using Suwen.Simulator.Care;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

/// <summary>How somebody writes: the same for one person in all notes.</summary>
internal readonly struct NoteStyle
{
    public bool IsTerse { get; private init; }
    public bool IsHalfWidth { get; private init; }
    public bool ChineseNumerals { get; private init; }
    public bool ChineseUnits { get; private init; }
    public bool LatinAbbreviations { get; private init; }
    public bool LabAbbreviations { get; private init; }
    /// <summary>0: 2024年3月5日, 1: 2024-03-05, 2: 2024.03.05, 3: 2024/3/5.</summary>
    public int DateForm { get; private init; }
    public string PatientWord { get; private init; }
    /// <summary>Chance of a typing slip in a note, per mille.</summary>
    public int SlipsPerMille { get; private init; }
    public ulong Writer { get; private init; }

    public static NoteStyle Of(ulong seed, string staffNumber, bool isChild)
    {
        var writer = Fingerprint(staffNumber);
        var random = new RandomStream(seed, RandomPurpose.NoteStyle, (long)writer);
        return new NoteStyle
        {
            Writer = writer,
            IsTerse = random.Chance(0.35),
            IsHalfWidth = random.Chance(0.18),
            ChineseNumerals = random.Chance(0.15),
            ChineseUnits = random.Chance(0.12),
            LatinAbbreviations = random.Chance(0.45),
            LabAbbreviations = random.Chance(0.5),
            DateForm = random.Chance(0.45) ? 0 : random.Between(1, 3),
            PatientWord = random.Chance(0.2) ? "病人" : isChild ? "患儿" : "患者",
            SlipsPerMille = random.Chance(0.25) ? 120 : 15,
        };
    }

    /// <summary>FNV-1a over the UTF-16 units: the same on every machine, unlike the platform's hash.</summary>
    public static ulong Fingerprint(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }

    public static NoteStyle Of(ulong seed, Clinician author, bool isChild) => Of(seed, author.Number, isChild);
}
