using System.Globalization;
using System.Text.RegularExpressions;
using Suwen.Standards.Identity;

namespace Suwen.Governance.Catalogue;

/// <summary>
/// The coding rule of resources: <c>ROOT:CCCCCC-SSSSS-K</c>, the site's OID root, the six digits of the 细目, a serial number of five
/// digits that is given once, and a check character over all letters and digits before it (ISO/IEC 7064 MOD 37,36).
/// </summary>
public static partial class ResourceIdentifier
{
    /// <summary>
    /// The root where a site has not stated its own: below 2.999, the arc that ITU-T X.660 keeps for examples. Identifiers under it mean
    /// nothing outside the site.
    /// </summary>
    public const string PlaceholderRoot = "2.999.1";

    /// <summary>Makes an identifier.</summary>
    public static string Make(string root, string category, int serial)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{root}:{category}-{serial:D5}");
        return text + "-" + CheckCharacter.Of(text);
    }

    /// <summary>What is wrong with an identifier; null when nothing is.</summary>
    public static string? FaultOf(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
        {
            return "It has not the form ROOT:CCCCCC-SSSSS-K.";
        }

        return !CheckCharacter.IsValid(text) ? "Its check character is wrong: a character was mistyped or two changed places."
            : CatalogueContent.Categories.All(c => c.Code != match.Groups["category"].Value) ? "Its category is not in the catalogue."
            : null;
    }

    /// <summary>True for an object identifier that may be a site's root: arcs of digits, the first 0 to 2 (ITU-T X.660 §7).</summary>
    public static bool IsRoot(string text) => Root().IsMatch(text);

    [GeneratedRegex(@"^[0-2](\.(0|[1-9][0-9]*))+:(?<category>[0-9]{6})-[0-9]{5,}-[0-9A-Z]$")]
    private static partial Regex Form();

    [GeneratedRegex(@"^[0-2](\.(0|[1-9][0-9]*))+$")]
    private static partial Regex Root();
}
