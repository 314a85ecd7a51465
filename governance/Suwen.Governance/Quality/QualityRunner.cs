using Suwen.Governance.Gate.Decisions;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Quality;

/// <summary>Runs checks on a warehouse. Reads only; what came of it is handed back and kept by <see cref="QualityStore"/>.</summary>
/// <param name="warehouse">Where the rows are.</param>
/// <param name="catalogue">The checks.</param>
/// <param name="thresholds">What the site and its sources tolerate.</param>
/// <param name="time">The clock.</param>
public sealed class QualityRunner(IWarehouse warehouse, QualityCatalogue catalogue, QualityThresholds thresholds, TimeProvider time)
{
    /// <summary>Scores by month reach so far back; older rows and rows of other times count in the whole.</summary>
    private const int ScoredMonths = 36;

    /// <summary>Runs the checks that were asked for. A check that fails to run is a result, never an exception.</summary>
    /// <param name="request">Which.</param>
    /// <param name="scope">The platform's own: checks read every column, and answer counts.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<QualityRun> RunAsync(QualityRequest request, ReadScope scope, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var reader = new Reader(warehouse, scope, cancellationToken);
        var checks = catalogue.Checks.Where(c => (request.Table is null || c.Table == request.Table) && (request.Check is null || c.Id == request.Check || c.Type == request.Check)).ToList();
        var run = new Pass(reader, thresholds, request.Source, started)
        {
            LoadId = (await reader.RowsAsync("select coalesce(max(load_id), 0) from sys.load", static (b, r) => b[0].Lane(r)))[0],
            // What the platform itself has decided counts in the whole, but it is no sender that could mend anything.
            Sources = (await reader.RowsAsync("select source_id, source_name from sys.source", static (b, r) => (Id: (int)b[0].Lane(r), Name: b[1].Text(r))))
                .Where(s => s.Name != DecisionSource.SourceName).ToDictionary(s => s.Id, s => s.Name),
        };
        await run.ReadTablesAsync();
        foreach (var group in checks.Where(c => c.Body is ScanBody).GroupBy(QualitySql.ScannedTable))
        {
            foreach (var some in group.Chunk(QualitySql.ChecksPerScan))
            {
                await run.ScanAsync(group.Key, some);
            }
        }

        foreach (var check in checks.Where(c => c.Body is not ScanBody))
        {
            await run.RunOneAsync(check);
        }

        return run.Finish(checks, time.GetUtcNow());
    }

    /// <summary>The rows that violate a check: what to mend, and where each came from. For work lists and for the rules that correct rows.</summary>
    /// <param name="check">The check; one of the catalogue's.</param>
    /// <param name="source">Only rows of this source; null for all.</param>
    /// <param name="limit">At most so many, in the order in which they came.</param>
    /// <param name="scope">The platform's own. The answer holds keys and origins and no value; values are read with the viewer's scope.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="WarehouseException">The check's statement failed.</exception>
    public async Task<IReadOnlyList<Violation>> ViolationsAsync(QualityCheck check, string? source, long limit, ReadScope scope, CancellationToken cancellationToken)
    {
        if (check.Body is not (ScanBody or QueryBody))
        {
            return [];
        }

        var table = check.Body is ScanBody ? QualitySql.ScannedTable(check).Name : check.Table;
        var sql = new SqlStatement(SqlMacros.Expand(QualitySql.Violations(check), warehouse.Dialect), source, limit);
        return await new Reader(warehouse, scope, cancellationToken).RowsAsync(sql, (b, r) => new Violation(
            table,
            b[0].IsNull(r) ? null : b[0].Lane(r),
            b[1].IsNull(r) ? null : b[1].Text(r),
            b[2].IsNull(r) ? null : b[2].Lane(r),
            b[3].IsNull(r) ? null : (int)b[3].Lane(r)));
    }

    private sealed class Reader(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        public SqlDialect Dialect => warehouse.Dialect;

        public async Task<List<T>> RowsAsync<T>(SqlStatement statement, Func<ColumnBatch, int, T> read)
        {
            var rows = new List<T>();
            await using var result = await warehouse.QueryAsync(statement, scope, cancellationToken);
            while (await result.NextAsync(cancellationToken) is { } batch)
            {
                for (var row = 0; row < batch.RowCount; row++)
                {
                    rows.Add(read(batch, row));
                }
            }

            return rows;
        }
    }

    /// <summary>One run while it goes on.</summary>
    private sealed class Pass(Reader reader, QualityThresholds thresholds, string? onlySource, DateTimeOffset started)
    {
        private readonly Dictionary<string, CheckResult> results = new(StringComparer.Ordinal);
        private readonly ScoreBoard scores = new();
        private readonly DateOnly firstMonth = FirstOfMonth(started).AddMonths(1 - ScoredMonths);
        private readonly DateOnly lastDay = FirstOfMonth(started).AddMonths(1).AddDays(-1);
        private Dictionary<string, long> rowsByTable = [];
        private HashSet<(string Table, string Column)> columns = [];
        private Dictionary<(string Table, string Column), string> types = [];

        public required long LoadId { get; init; }

        public required Dictionary<int, string> Sources { get; init; }

        private bool HasVocabulary => rowsByTable.GetValueOrDefault("concept") > 0;

        /// <summary>What tables, columns and types the engine has, and how many rows.</summary>
        public async Task ReadTablesAsync()
        {
            const string catalogue = "select cast(table_name as varchar), cast(column_name as varchar), cast(data_type as varchar) from information_schema.columns where table_schema = 'cdr'";
            var found = await reader.RowsAsync(catalogue, static (b, r) => (Table: b[0].Text(r), Column: b[1].Text(r), Type: b[2].Text(r)));
            types = found.ToDictionary(f => (f.Table, f.Column), f => f.Type);
            columns = [.. types.Keys];
            var present = FieldChecks.Tables.Where(t => columns.Any(c => c.Table == t.Name));
            var counts = await reader.RowsAsync(QualitySql.RowCounts(present), static (b, r) => (Table: b[0].Text(r), Rows: b[1].Lane(r)));
            rowsByTable = counts.ToDictionary(c => c.Table, c => c.Rows, StringComparer.Ordinal);
        }

        /// <summary>Checks of one table in one statement; where that fails, each by itself, so that only the faulty one is reported.</summary>
        public async Task ScanAsync(Table table, QualityCheck[] checks)
        {
            var some = new List<QualityCheck>(checks.Length);
            foreach (var check in checks)
            {
                if (WhyNot(check, table) is { } reason)
                {
                    NotApplicable(check, reason);
                }
                else
                {
                    some.Add(check);
                }
            }

            if (some.Count == 0)
            {
                return;
            }

            try
            {
                await TallyAsync(QualitySql.Scan(table, some), some, considered: i => 3 + (2 * i), violated: i => 4 + (2 * i));
            }
            catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
            {
                if (some.Count == 1)
                {
                    Fail(some[0], e);
                    return;
                }

                // Halves: the faulty ones of n checks are found in about 2 log n scans.
                await ScanAsync(table, [.. some.Take(some.Count / 2)]);
                await ScanAsync(table, [.. some.Skip(some.Count / 2)]);
            }
        }

        /// <summary>A check that is not part of a scan.</summary>
        public async Task RunOneAsync(QualityCheck check)
        {
            switch (check.Body)
            {
                case CatalogueBody body:
                    Add(check, [(null, 0, IsAsModelled(body, check) ? 0 : 1, 1)]);
                    break;
                case BrokenBody body:
                    Broken(check, body.Fault);
                    break;
                case QueryBody when !check.IsSite && WhyNot(check, CanonicalModel.Table(check.Table)) is { } reason:
                    NotApplicable(check, reason);
                    break;
                case QueryBody body:
                    try
                    {
                        await TallyAsync(QualitySql.Tally(body), [check], considered: static _ => 2, violated: static _ => 3);
                    }
                    catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
                    {
                        Fail(check, e);
                    }

                    break;
                default:
                    throw new InvalidOperationException($"{check.Id} cannot be run by itself.");
            }
        }

        public QualityRun Finish(IReadOnlyList<QualityCheck> checks, DateTimeOffset finished) =>
            new(started, finished, LoadId, [.. checks.Select(c => results[c.Id])], scores.ToList());

        private async Task TallyAsync(string sql, List<QualityCheck> checks, Func<int, int> considered, Func<int, int> violated)
        {
            var tallies = checks.Select(static _ => new List<(string? Source, int Month, long Violated, long Considered)>()).ToList();
            object?[] parameters = sql.Contains("$1", StringComparison.Ordinal) ? [firstMonth, lastDay] : [];
            await reader.RowsAsync(new SqlStatement(SqlMacros.Expand(sql, reader.Dialect), parameters), (batch, row) =>
            {
                var source = batch[0].IsNull(row) ? null : Sources.GetValueOrDefault((int)batch[0].Lane(row));
                for (var i = 0; i < checks.Count; i++)
                {
                    tallies[i].Add((source, (int)batch[1].Lane(row), Number(batch, violated(i), row), Number(batch, considered(i), row)));
                }

                return 0;
            });
            for (var i = 0; i < checks.Count; i++)
            {
                Add(checks[i], tallies[i]);
            }
        }

        private static long Number(ColumnBatch batch, int column, int row) => batch[column].IsNull(row) ? 0 : batch[column].Lane(row);

        private string? WhyNot(QualityCheck check, Table scanned)
        {
            var needsVocabulary = check.Body is ScanBody { NeedsVocabulary: true } or QueryBody { NeedsVocabulary: true };
            return rowsByTable.GetValueOrDefault(check.Table) == 0 ? $"Table {check.Table} has no rows."
                : rowsByTable.GetValueOrDefault(scanned.Name) == 0 ? $"Table {scanned.Name} has no rows."
                : needsVocabulary && !HasVocabulary ? "No OMOP vocabulary is loaded."
                : null;
        }

        private bool IsAsModelled(CatalogueBody body, QualityCheck check)
        {
            var table = CanonicalModel.Table(check.Table);
            return body.Kind switch
            {
                "table" => columns.Any(c => c.Table == table.Name),
                "field" => columns.Contains((table.Name, check.Field!)),
                _ => types.TryGetValue((table.Name, check.Field!), out var type) && EngineTypes.IsSame(type, table.Columns[table[check.Field!]].Type),
            };
        }

        private void Add(QualityCheck check, IReadOnlyList<(string? Source, int Month, long Violated, long Considered)> parts)
        {
            var kept = onlySource is null ? parts : [.. parts.Where(p => p.Source == onlySource)];
            var overall = Judge(check, onlySource, kept.Sum(p => p.Violated), kept.Sum(p => p.Considered));
            var bySource = kept.Where(p => p.Source is not null).GroupBy(p => p.Source!, StringComparer.Ordinal)
                .Select(g => Judge(check, g.Key, g.Sum(p => p.Violated), g.Sum(p => p.Considered)))
                .Where(t => t.Considered > 0)
                .OrderBy(t => t.Source, StringComparer.Ordinal)
                .ToList();
            var explanation = overall.Status == CheckStatus.NotApplicable ? "No row has a value that the check looks at." : null;
            results[check.Id] = new CheckResult(check, overall, bySource, explanation);
            scores.Add(check, overall with { Source = null });
            foreach (var tally in bySource)
            {
                scores.Add(check, tally);
            }

            foreach (var part in kept.Where(p => p.Month > 0 && p.Considered > 0 && p.Source is not null))
            {
                scores.AddMonth(check, Judge(check, part.Source, part.Violated, part.Considered), new DateOnly(part.Month / 12, (part.Month % 12) + 1, 1));
            }
        }

        private CheckTally Judge(QualityCheck check, string? source, long violated, long considered)
        {
            var threshold = thresholds.Of(check, source);
            var status = considered == 0 ? CheckStatus.NotApplicable : 100.0 * violated / considered > threshold ? CheckStatus.Failed : CheckStatus.Passed;
            return new CheckTally(source, violated, considered, threshold, status);
        }

        private void NotApplicable(QualityCheck check, string reason) =>
            results[check.Id] = new CheckResult(check, new CheckTally(onlySource, 0, 0, thresholds.Of(check, onlySource), CheckStatus.NotApplicable), [], reason);

        private void Fail(QualityCheck check, WarehouseException e) => Broken(check, "The check failed to run: " + e.Message);

        private void Broken(QualityCheck check, string fault)
        {
            var tally = new CheckTally(onlySource, 0, 0, thresholds.Of(check, onlySource), CheckStatus.Error);
            results[check.Id] = new CheckResult(check, tally, [], fault);
            scores.Add(check, tally with { Source = null });
        }

        private static DateOnly FirstOfMonth(DateTimeOffset at) => new(at.Year, at.Month, 1);
    }
}
