using Suwen.Governance.Gate;

namespace Suwen.Sources.Fhir;

/// <summary>A patient's name out of several, and how it is written.</summary>
internal static class PatientNames
{
    private static readonly int FullName = PatientRows.Persons["full_name"];
    private static readonly int FamilyName = PatientRows.Persons["family_name"];
    private static readonly int GivenName = PatientRows.Persons["given_name"];
    private static readonly int Pinyin = PatientRows.Persons["name_pinyin"];
    private const int MaxNameBytes = 1024;

    public static void Write(RowWriter row, JsonNode names)
    {
        var (name, pinyin) = Choose(names);
        WriteFullName(row, FullName, name);
        row.Text(FamilyName, name["family"u8].Text);
        Span<byte> buffer = stackalloc byte[MaxNameBytes];
        var given = new NameText(buffer);
        foreach (var part in name["given"u8])
        {
            given.Add(part.Text, apart: given.Length > 0 && !given.EndsWide);
        }

        row.Text(GivenName, given.Text);
        WriteFullName(row, Pinyin, pinyin);
    }

    /// <summary>The name as one text: as sent, else family name first and unspaced when it is written in Chinese, else given names first.</summary>
    public static void WriteFullName(RowWriter row, int column, JsonNode name)
    {
        var text = name["text"u8].Text;
        if (!text.IsEmpty)
        {
            row.Text(column, text);
            return;
        }

        var family = name["family"u8].Text;
        var given = name["given"u8];
        Span<byte> buffer = stackalloc byte[MaxNameBytes];
        var full = new NameText(buffer);
        var chinese = family.Length > 0 && family[0] >= 0xE3;
        if (chinese)
        {
            full.Add(family, false);
        }

        foreach (var part in given)
        {
            full.Add(part.Text, apart: !chinese && full.Length > 0);
        }

        if (!chinese)
        {
            full.Add(family, apart: full.Length > 0);
        }

        row.Text(column, full.Text);
    }

    // The official name first (FHIR R4 2.24.0.14 "use"); a name that the extension iso21090-EN-representation calls syllabic (SYL) or
    // alphabetic (ABC) is the Latin writing of a Chinese one.
    private static (JsonNode Name, JsonNode Pinyin) Choose(JsonNode names)
    {
        JsonNode best = default, pinyin = default;
        var bestRank = int.MaxValue;
        foreach (var name in names)
        {
            if (IsLatinWriting(name))
            {
                pinyin = pinyin.Exists ? pinyin : name;
                continue;
            }

            var rank = Rank(name["use"u8]);
            if (rank < bestRank)
            {
                (best, bestRank) = (name, rank);
            }
        }

        return best.Exists ? (best, pinyin) : (pinyin, pinyin);
    }

    private static int Rank(JsonNode use)
    {
        if (use.Is("official"u8))
        {
            return 0;
        }

        if (use.Is("usual"u8))
        {
            return 1;
        }

        if (!use.Exists)
        {
            return 2;
        }

        return use.Is("old"u8) || use.Is("maiden"u8) ? 4 : 3;
    }

    private static bool IsLatinWriting(JsonNode name)
    {
        foreach (var extension in name["extension"u8])
        {
            if (extension["url"u8].Text.EndsWith("/iso21090-EN-representation"u8))
            {
                return extension["valueCode"u8].Is("SYL"u8) || extension["valueCode"u8].Is("ABC"u8);
            }
        }

        return false;
    }

    private ref struct NameText(Span<byte> buffer)
    {
        private readonly Span<byte> buffer = buffer;

        public int Length { get; private set; }

        public readonly ReadOnlySpan<byte> Text => buffer[..Length];

        public readonly bool EndsWide => Length > 0 && buffer[Length - 1] >= 0x80;

        // A name of more than a kilobyte is no name; what does not fit is left away, and the bytes stay in the landing area.
        public void Add(ReadOnlySpan<byte> part, bool apart)
        {
            if (part.IsEmpty || Length + part.Length + 1 > buffer.Length)
            {
                return;
            }

            if (apart)
            {
                buffer[Length++] = (byte)' ';
            }

            part.CopyTo(buffer[Length..]);
            Length += part.Length;
        }
    }
}
