using System.Globalization;
using System.Text;
using Suwen.Simulator.Care;

namespace Suwen.Simulator.Tests.Care;

/// <summary>A small region that the tests of care share; made once.</summary>
internal static class CareWorld
{
    private static readonly Lazy<World> Small = new(() => World.Create(new SimulationOptions { Residents = 20_000, Seed = 7 }, CancellationToken.None));
    private static readonly Lazy<List<VisitSeed>> All = new(() =>
    {
        var model = new CareModel(World);
        var seeds = new List<VisitSeed>();
        for (var year = 2024; year <= 2025; year++) for (var month = 1; month <= 12; month++) model.VisitsBeginningIn(year, month, seeds);
        return seeds;
    });

    public static World World => Small.Value;

    /// <summary>The visits of both years.</summary>
    public static List<VisitSeed> Seeds => All.Value;

    public static void ForEach(Action<Visit> check)
    {
        var model = new CareModel(World);
        var visit = new Visit();
        // A third of the outpatients and all others: enough to see, quick enough to run often.
        foreach (var seed in Seeds)
        {
            if (seed.Kind == VisitKind.Outpatient && seed.Key % 3 != 0) continue;
            model.Fill(seed, visit);
            check(visit);
        }
    }

    /// <summary>The facts of a visit in words, to compare by.</summary>
    public static string Describe(Visit visit)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{visit.Key} {visit.Number} {visit.Department.Name} {visit.Doctor.Number} {visit.ChiefComplaint} {visit.Settlement}");
        foreach (var diagnosis in visit.Diagnoses) text.Append(CultureInfo.InvariantCulture, $" {diagnosis}");
        foreach (var order in visit.Orders) text.Append(CultureInfo.InvariantCulture, $" {order}");
        foreach (var report in visit.LabReports) foreach (var result in report.Results) text.Append(CultureInfo.InvariantCulture, $" {report.Number} {result}");
        foreach (var vital in visit.Vitals) text.Append(CultureInfo.InvariantCulture, $" {vital}");
        foreach (var fee in visit.Fees) text.Append(CultureInfo.InvariantCulture, $" {fee}");
        foreach (var note in visit.Notes) text.Append(CultureInfo.InvariantCulture, $" {note.Number} {note.Kind} {note.At:O}");
        return text.ToString();
    }
}
