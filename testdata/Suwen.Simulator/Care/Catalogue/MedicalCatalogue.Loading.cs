namespace Suwen.Simulator.Care.Catalogue;

public sealed partial class MedicalCatalogue
{
    /// <summary>Reads and checks the content; a fault in it names file and line.</summary>
    public static MedicalCatalogue Load() => throw new NotImplementedException();
}
