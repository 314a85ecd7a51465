using System.Globalization;

namespace Suwen.Scenarios;

/// <summary>Something wrong with a pack, in words for its author.</summary>
/// <param name="File">The file, below the pack's folder; empty for the folder itself.</param>
/// <param name="Line">The line; 0 where it is the file as a whole.</param>
/// <param name="What">What is wrong, a whole sentence.</param>
/// <param name="WhatToDo">How to put it right, a whole sentence.</param>
public sealed record PackFault(string File, int Line, string What, string WhatToDo)
{
    public override string ToString() =>
        (Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: ") : File.Length > 0 ? File + ": " : "") + What + " " + WhatToDo;
}

/// <summary>Collects the faults of one pack: all of them are told at once.</summary>
internal sealed class PackFaults
{
    private readonly List<PackFault> faults;
    private readonly string below;

    public PackFaults()
        : this([], "")
    {
    }

    private PackFaults(List<PackFault> faults, string below) => (this.faults, this.below) = (faults, below);

    public int Count => faults.Count;

    public void Add(string file, int line, string what, string whatToDo)
    {
        var fault = new PackFault(below + file, line, what, whatToDo);
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }
    }

    /// <summary>The same collection for the files of another folder, by the way from the pack's own to it.</summary>
    public PackFaults Below(string folder) => new(faults, folder);

    /// <summary>By file and line.</summary>
    public IReadOnlyList<PackFault> InOrder() => [.. faults.OrderBy(static f => f.File, StringComparer.Ordinal).ThenBy(static f => f.Line)];

    /// <summary>The known word that is most like a wrong one, as a sentence; all of them where none is near.</summary>
    public static string Suggest(string word, IEnumerable<string> known)
    {
        var all = known.Where(static k => k.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var best = all.Select(k => (Word: k, Distance: Distance(word, k))).OrderBy(static p => p.Distance).ThenBy(static p => p.Word, StringComparer.Ordinal).FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(2, word.Length / 3)
            ? $"Did you mean {best.Word}?"
            : all.Count == 0 ? "There is none." : $"There are: {string.Join(", ", all.Order(StringComparer.Ordinal).Take(40))}.";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that make one word of another.</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, table[i - 2, j - 2] + 1);
                }

                table[i, j] = best;
            }
        }

        return table[a.Length, b.Length];
    }
}
