using System.Globalization;
using System.Text;

namespace Suwen.Bench;

/// <summary>A table of measurements through a mapping to committed rows, beside the engine's bare import of the same file; at two sizes, to show that nothing decays.</summary>
internal sealed class CsvBench : IBench
{
    private const int SmallRows = 1_000_000;

    public string Name => "csv";

    public string Description => "CSV through a mapping to committed rows, 1 M and 10 M rows, against the engine's bare import";

    public async Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        context.Say($"| rows | engine s | engine rows/s | suwen s | suwen rows/s | ratio | MB/s | peak MB |");
        context.Say($"|---|---|---|---|---|---|---|---|");
        foreach (var rows in new[] { (int)(SmallRows * context.Scale), (int)(10 * SmallRows * context.Scale) })
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"measurements-{rows}");
            var csv = context.PathOf(name + ".csv");
            var bytes = Write(csv, rows);
            await File.WriteAllTextAsync(context.PathOf(name + ".mapping.yaml"), Mapping, cancellationToken);
            var bare = await EngineImport.TimeAsync(context.PathOf(name + ".duckdb"), csv, cancellationToken);
            var result = (await SuwenProcess.RunAsync(context, cancellationToken, "ingest", csv, "--source", "bench", "--data", context.PathOf(name))).MustSucceed("suwen ingest");
            context.Say($"| {rows} | {bare:F2} | {rows / bare:F0} | {result.Seconds:F2} | {rows / result.Seconds:F0} | {result.Seconds / bare:F2} | {bytes / 1e6 / result.Seconds:F0} | {result.PeakMegabytes:F0} |");
            File.Delete(csv);
            Directory.Delete(context.PathOf(name), recursive: true);
        }

        return true;
    }

    private const string Mapping =
        """
        record: result
        key: id
        person: patient
        visit: visit
        rows:
          - table: measurement
            columns:
              measurement_source_value: { column: code, vocabulary: LOCAL }
              measurement_type_concept_id: { constant: 32817 }
              measurement_datetime: { column: time, format: "yyyy-MM-dd HH:mm:ss" }
              value_as_number: value
              unit_source_value: unit
              range_low: low
              range_high: high
              abnormal_flag_source_value: flag
        """;

    private static long Write(string path, int rows)
    {
        var random = new Random(7);
        using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        file.Write("id,patient,visit,code,time,value,unit,low,high,flag\n");
        string[] codes = ["GLU", "HBA1C", "CREA", "ALT", "TC", "TG", "UA", "K"];
        for (var i = 0; i < rows; i++)
        {
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{i},P{i / 50},V{i / 10},{codes[random.Next(8)]},2025-{1 + (i % 12):D2}-{1 + (i % 28):D2} 08:{i % 60:D2}:00,{random.Next(30, 120) / 10.0},mmol/L,3.9,6.1,N\n"));
        }

        file.Flush();
        return file.BaseStream.Length;
    }
}
