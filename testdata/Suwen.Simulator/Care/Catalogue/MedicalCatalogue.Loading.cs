namespace Suwen.Simulator.Care.Catalogue;

public sealed partial class MedicalCatalogue
{
    /// <summary>Reads and checks the content; a fault in it names file and line.</summary>
    /// <exception cref="ContentException">The content is at fault: a mistake of whoever changed it; all faults are listed at once.</exception>
    public static MedicalCatalogue Load() => Load(static _ => null);

    /// <summary>Reads with some files replaced: for tests of the checks.</summary>
    /// <param name="replacement">Text of a file of that name, or null for the embedded one.</param>
    internal static MedicalCatalogue Load(Func<string, string?> replacement)
    {
        var faults = new List<string>();
        var catalogue = new CatalogueReader(replacement, faults).Read();
        return faults.Count == 0 ? catalogue : throw new ContentException(faults);
    }
}
