namespace Suwen.Bench;

/// <summary>A measurement or campaign of whole processes, run by <c>suwen bench NAME</c>. Its result is a table with ratios taken in one run.</summary>
public interface IBench
{
    string Name { get; }

    /// <summary>One line for <c>suwen bench</c>.</summary>
    string Description { get; }

    /// <returns>False when what was promised did not hold (a lost message, a crash); a slow figure is not a failure.</returns>
    Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken);
}

/// <summary>What a bench works with.</summary>
/// <param name="Program">Command that starts Suwen: program and first arguments.</param>
/// <param name="Folder">An empty folder for inputs and data; removed afterwards.</param>
/// <param name="Scale">Size of the input relative to the default.</param>
/// <param name="Rounds">Rounds, for campaigns; 0 for the default.</param>
/// <param name="Output">Where the report goes.</param>
/// <param name="Input">A folder of real input, for benches that can take one; null for the bench's own.</param>
public sealed record BenchContext(IReadOnlyList<string> Program, string Folder, double Scale, int Rounds, TextWriter Output, string? Input = null)
{
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a line at once: a campaign runs for hours and is watched.</summary>
    public void Say(FormattableString text)
    {
        Output.WriteLine(FormattableString.Invariant(text));
        Output.Flush();
    }
}

/// <summary>The benches there are.</summary>
public static class BenchCatalogue
{
    public static IReadOnlyList<IBench> All { get; } = [new FhirBench(), new Hl7Bench(), new CsvBench(), new EngineBench(), new TermsBench(), new MpiBench(), new MpiHttpBench(), new DeidBench(), new KillCampaign(), new MutationCampaign()];
}
