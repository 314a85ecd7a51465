using System.Text.RegularExpressions;

namespace Suwen.Storage;

/// <summary>Takes values out of an engine's message: no patient's value may reach an exception or a log.</summary>
internal static partial class Redaction
{
    public static string WithoutValues(string message)
    {
        // DuckDB repeats the statement after a blank line; PostgreSQL does not.
        var end = message.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        var head = end < 0 ? message : message[..end];
        return Numbers().Replace(Quoted().Replace(head, "…"), "…").Trim();
    }

    // Greedy on purpose: a value may itself hold a quote, so everything from the first to the last quote of a line goes.
    [GeneratedRegex("""'.*'|".*"|'.*$|".*$""", RegexOptions.Multiline)]
    private static partial Regex Quoted();

    // Numbers standing alone; INT32 and DECIMAL(18,4) keep theirs through the look-behinds.
    [GeneratedRegex(@"(?<![A-Za-z0-9_])(?<![A-Za-z]\([0-9,]*)-?\d[\d.,:eE+\-]*")]
    private static partial Regex Numbers();
}
