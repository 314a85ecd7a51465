using System.Globalization;
using System.Text;
using Suwen.Security;
using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Methods;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Server.Deidentification;

/// <summary>What is to be de-identified, how, and where to.</summary>
/// <param name="Inputs">Files and folders; empty where tables are given.</param>
/// <param name="Tables">Tables of the warehouse.</param>
/// <param name="Policy">How.</param>
/// <param name="Project">Under whose pseudonyms.</param>
/// <param name="KeyId">Number of the key ring's key.</param>
/// <param name="Output">File or folder.</param>
/// <param name="By">Who.</param>
/// <param name="Source">The sender of the inputs; null where it is not known.</param>
internal sealed record ReleaseRequest(IReadOnlyList<string> Inputs, IReadOnlyList<Table> Tables, DeidPolicy Policy, string Project, int KeyId, string Output, string By, string? Source = null);

/// <summary>What came of it.</summary>
/// <param name="Result">Files and counts.</param>
/// <param name="Body">The certificate.</param>
/// <param name="Signed">Its signed text.</param>
/// <param name="CertificatePath">Where it lies beside the output.</param>
internal sealed record ReleaseOutcome(DeidResult Result, CertificateBody Body, string Signed, string CertificatePath);

/// <summary>Runs a release: treats files or tables, measures what risk is left, signs a certificate, keeps a copy of it.</summary>
internal static class Release
{
    private const long LargestMeasured = 512L << 20;
    private const int CommonK = 5;
    private static readonly string[] QuasiKinds = ["birth-date", "age", "division", "postcode", "address"];

    public static async Task<ReleaseOutcome> RunAsync(SuwenNode node, ReadScope scope, ReleaseRequest request, Action<TreatedFile>? progress, CancellationToken cancellationToken)
    {
        var now = node.Time.GetUtcNow();
        var keys = new ProjectKeys(node.Keys, request.KeyId, request.Project);
        var directory = request.Inputs.Count > 0 && request.Policy.ShiftsDates ? await PeopleAsync(node, request.Source, cancellationToken) : null;
        var run = new DeidRun(request.Policy, keys, DateOnly.FromDateTime(now.UtcDateTime), directory);
        if (request.Tables.Count > 0)
        {
            Directory.CreateDirectory(request.Output);
            foreach (var table in request.Tables)
            {
                await using var rows = await RowsAsync(node, scope, table, cancellationToken);
                var treated = run.RunTable(table.Name, rows, Path.Combine(request.Output, table.Name + ".csv"));
                progress?.Invoke(treated);
            }
        }

        foreach (var input in request.Inputs)
        {
            await Task.Run(() => run.Run(input, request.Output, progress, cancellationToken), cancellationToken);
        }

        var isFile = request.Inputs.Count == 1 && File.Exists(request.Inputs[0]);
        var folder = isFile ? Path.GetDirectoryName(Path.GetFullPath(request.Output))! : request.Output;
        var body = Certificate.Of(run.Result, request.Policy, keys, request.By, "Suwen " + ProductVersion.Text, now, Risks(run.Result, folder));
        var signed = Certificate.Sign(body, node.Keys);
        var beside = isFile ? request.Output + ".certificate" : Path.Combine(request.Output, "certificate");
        await File.WriteAllTextAsync(beside + ".json", signed, cancellationToken);
        await File.WriteAllTextAsync(beside + ".md", Certificate.Markdown(body), cancellationToken);
        Directory.CreateDirectory(node.Folder.Certificates);
        await File.WriteAllTextAsync(Path.Combine(node.Folder.Certificates, body.Id + ".json"), signed, cancellationToken);
        return new ReleaseOutcome(run.Result, body, signed, beside + ".json");
    }

    /// <summary>Who is whom by the master index. Nobody sees it: it only decides which records' dates move together, so the platform reads it and not the caller.</summary>
    private static async Task<PersonDirectory> PeopleAsync(SuwenNode node, string? source, CancellationToken cancellationToken)
    {
        var directory = new PersonDirectory(source);
        await using var result = await node.Warehouse.QueryAsync(WarehouseReading.Sql("Deidentification/people.sql"), Authorisation.ForPlatform(Purpose.Operations), cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                directory.Add(batch[0].Text(row), batch.TextOrNull(1, row), batch.TextOrNull(2, row), batch[3].Lane(row));
            }
        }

        return directory;
    }

    /// <summary>The risk that is left in each released table, by the columns that still tell age, place or sex.</summary>
    private static List<ReleaseRisk> Risks(DeidResult result, string folder)
    {
        var risks = new List<ReleaseRisk>();
        foreach (var file in result.Files)
        {
            var path = Path.Combine(folder, file.Name);
            if (file.Refusal is not null || file.Format is not ("csv" or "table") || !File.Exists(path) || new FileInfo(path).Length > LargestMeasured)
            {
                continue;
            }

            var table = file.Format == "table" ? Path.GetFileNameWithoutExtension(file.Name) : Path.GetFileName(file.Name);
            var quasi = result.Fields
                .Where(f => f.Table == table && f.Values > f.Removed && (QuasiKinds.Contains(f.Kind) || f.Place is "sex" or "gender" or "性别" or "gender_source_value" or "gender_concept_id" or "year_of_birth") && !f.Place.EndsWith("(long values)", StringComparison.Ordinal))
                .Select(f => f.Place).Distinct().Take(6).ToList();
            if (quasi.Count < 2)
            {
                continue;
            }

            using var stream = File.OpenRead(path);
            if (RiskTable.Read(stream, quasi, null).Table is { Rows: > 0 } measured)
            {
                var report = RiskReport.Of(measured, CommonK);
                risks.Add(new ReleaseRisk(file.Name, quasi, report.Records, report.K, (double)report.Unique / report.Records, report.ProsecutorHighest, report.Marketer));
            }
        }

        return risks;
    }

    /// <summary>The rows of a table as delimited text, in a file that only this user can read and that goes when it is closed.</summary>
    private static async Task<FileStream> RowsAsync(SuwenNode node, ReadScope scope, Table table, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(node.Folder.Temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(node.Folder.Temporary, "release-" + Guid.NewGuid().ToString("N")), options);
        try
        {
            // Where a row came from leads back to the sender's record; it is no part of a release.
            var columns = table.Columns.Where(c => c.Role is not (ColumnRole.Provenance or ColumnRole.SourcePerson)).Select(c => c.Name).ToList();
            await using var writer = new StreamWriter(file, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
            await writer.WriteAsync(string.Join(',', columns) + "\n");
            var sql = $"SELECT {string.Join(", ", columns)} FROM {table}";
            await using var result = await node.Warehouse.QueryAsync(new SqlStatement(sql), scope, cancellationToken);
            var line = new StringBuilder();
            while (await result.NextAsync(cancellationToken) is { } batch)
            {
                line.Clear();
                for (var row = 0; row < batch.RowCount; row++)
                {
                    for (var column = 0; column < columns.Count; column++)
                    {
                        line.Append(column == 0 ? "" : ",").Append(Cell(batch[column].Value(row)));
                    }

                    line.Append('\n');
                }

                await writer.WriteAsync(line, cancellationToken);
            }

            await writer.FlushAsync(cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static string Cell(object? value)
    {
        var text = value switch
        {
            null => "",
            bool b => b ? "true" : "false",
            byte[] => "",
            DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime t => t.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            DateTimeOffset t => t.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
    }
}
