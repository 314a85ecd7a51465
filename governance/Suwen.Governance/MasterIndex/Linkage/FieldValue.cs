namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>A distinct value of a field with what comparing needs of it, worked out once. Within one reader equal values are one object.</summary>
internal sealed class FieldValue(string text)
{
    /// <summary>The normalised value.</summary>
    public string Text { get; } = text;

    /// <summary>Of a Chinese value, the text in standard characters; otherwise the text itself.</summary>
    public string Standard { get; init; } = text;

    /// <summary>Digest of the letters of the value, of its pinyin where it is Chinese; 0 for none. Values with equal letters sound the same.</summary>
    public ulong Letters { get; init; }

    /// <summary>Digest of a coarser sound: pinyin with its confusable sounds made one, or Soundex; 0 for none.</summary>
    public ulong Sound { get; init; }

    /// <summary>Of a Western name, which of the letters a to z it has; two slips change at most four.</summary>
    public uint Alphabet { get; init; }

    /// <summary>A date as year × 10,000 + month × 100 + day, with zeros for what is not stated.</summary>
    public int Date { get; init; }

    /// <summary>The solar date that the digits are when they state a day of the Chinese lunar calendar; 0 for none.</summary>
    public int SolarOfLunar { get; init; }

    /// <summary>Of a Western given name, the numbers of the names that it is a form of; null for none.</summary>
    public int[]? ShortForms { get; init; }

    public bool IsChinese { get; init; }

    /// <summary>True when the value proves itself: a national ID with its right check character.</summary>
    public bool IsValid { get; init; }

    /// <summary>Records that state it.</summary>
    public int Count;

    /// <summary>Frequency to take for it in the term-frequency adjustment; set once all records are read.</summary>
    public double Frequency;

    /// <summary>True of the first of January where the records show that it is written when only the year, or the age, is known.</summary>
    public bool IsYearOnly;

    /// <summary>True once the value is found to identify nobody.</summary>
    public bool IsPlaceholder;
}
