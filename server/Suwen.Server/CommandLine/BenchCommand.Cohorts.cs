using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Suwen.Analysis.Cohorts;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Schema;

namespace Suwen.Server.CommandLine;

/// <content><c>suwen bench cohorts</c>: counting a cohort with attrition over made-up events, under the scopes of those who ask.</content>
internal static partial class BenchCommand
{
    private const string Definition = """
        cohort: new-metformin-users
        value_sets:
          diabetes: [{system: ICD-10, codes: [E11*, E14*]}]
          metformin: [{system: ATC, code: A10BA02}]
          hba1c: [{system: LOINC, code: 4548-4}]
        entry:
          events:
            - {drug: metformin, first: true, age: {at_least: 18}}
          limit: first
        include:
          - {rule: Diabetes before or on the day, condition: diabetes, days: [any, 0]}
          - rule: Poorly controlled, or in hospital
            any:
              - {measurement: hba1c, value: {at_least: 7}, days: [-180, 0]}
              - {visit: any, days: [-30, 0], having: {condition: diabetes, same_visit: true}}
        exclude:
          - {rule: Three or more stays in the year before, visit: any, length_days: {above: 0}, days: [-365, -1], at_least: 3}
        exit: {exposure: metformin, gap_days: 30}
        censor: [{death: any}]
        """;

    /// <summary>
    /// Ten events of each person in every hundred rows: three diagnoses, three drugs, three measurements and a visit. Codes and names repeat as in a
    /// hospital, over some 1,500 of each kind. A twentieth of diagnoses are of diabetes; one in a hundred is of a disease of level 5.
    /// </summary>
    private static readonly (string Table, int Share, string Sql)[] Events =
    [
        ("person", 0, "insert into cdr.person (person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth) select i, 8507 + (i % 2) * 25, cast(1930 + i % 85 as integer), cast(1 + i % 12 as integer), cast(1 + i % 28 as integer) from range({persons}) r(i)"),
        ("visit_occurrence", 1, """
            insert into cdr.visit_occurrence (visit_occurrence_id, person_id, visit_concept_id, visit_start_date, visit_end_date)
            select i, i % {persons}, case when i % 10 = 0 then 9201 else 9202 end, d, d + cast(case when i % 10 = 0 then i % 17 else 0 end as integer)
            from (select i, date '2020-01-01' + cast(hash(i) % 2190 as integer) as d from range({rows}) r(i)) q
            """),
        ("condition_occurrence", 3, """
            insert into cdr.condition_occurrence (condition_occurrence_id, person_id, visit_occurrence_id, condition_concept_id, condition_start_date, condition_source_value, condition_source_vocabulary, condition_source_name)
            select i, v % {persons}, v, 0, date '2020-01-01' + cast(hash(v) % 2190 as integer), code, 'ICD-10', '诊断 ' || code
            from (select i, i % {visits} as v, case when hash(i, 1) % 20 = 0 then 'E11.' || hash(i, 2) % 10 when hash(i, 1) % 100 = 7 then 'B2' || hash(i, 2) % 5 || '.0' else chr(65 + cast(hash(i, 3) % 20 as integer)) || 60 + hash(i, 4) % 39 || '.' || hash(i, 5) % 2 end as code from range({rows}) r(i)) q
            """),
        ("drug_exposure", 3, """
            insert into cdr.drug_exposure (drug_exposure_id, person_id, visit_occurrence_id, drug_concept_id, drug_exposure_start_date, drug_exposure_end_date, drug_source_value, drug_source_vocabulary, days_supply)
            select i, v % {persons}, v, 0, d, d + 28, code, 'ATC', 28
            from (select i, i % {visits} as v, date '2020-01-01' + cast(hash(i % {visits}) % 2190 as integer) as d, case when hash(i, 6) % 25 = 0 then 'A10BA02' else chr(65 + cast(hash(i, 7) % 14 as integer)) || '0' || hash(i, 8) % 9 || 'XA0' || hash(i, 9) % 9 end as code from range({rows}) r(i)) q
            """),
        ("measurement", 3, """
            insert into cdr.measurement (measurement_id, person_id, visit_occurrence_id, measurement_concept_id, measurement_date, measurement_source_value, measurement_source_vocabulary, measurement_source_name, value_as_number)
            select i, v % {persons}, v, 0, date '2020-01-01' + cast(hash(v) % 2190 as integer), code, 'LOINC', '检验 ' || code, 4 + hash(i, 10) % 80 / 10.0
            from (select i, i % {visits} as v, case when hash(i, 11) % 20 = 0 then '4548-4' else 1000 + hash(i, 12) % 1500 || '-' || hash(i, 12) % 10 end as code from range({rows}) r(i)) q
            """),
    ];

    private static Command Cohorts(CommandHost host)
    {
        var events = new Option<int>("--events") { Description = "Events of all kinds together.", DefaultValueFactory = static _ => 10_000_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds that count, after one that does not.", DefaultValueFactory = static _ => UsualRounds };
        var command = new Command("cohorts", "Count a cohort, with attrition, over made-up events, as its owner and as a researcher.") { events, rounds };
        command.SetAction((parsed, token) => host.RunAloneAsync(cancel => CountCohortsAsync(host, Math.Max(1000, parsed.GetValue(events)), Math.Max(1, parsed.GetValue(rounds)), cancel), token));
        return command;
    }

    private static async Task<int> CountCohortsAsync(CommandHost host, int events, int rounds, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("suwen-bench-").FullName;
        try
        {
            await using var warehouse = DuckDbWarehouse.Open(Path.Combine(folder, "cohorts.duckdb"), new DuckDbOptions { MemoryLimitBytes = 768L << 20, Threads = NodeSettings.DefaultWarehouseThreads });
            await Migrations.MigrateAsync(warehouse, cancellationToken);
            await FillAsync(warehouse, events, cancellationToken);
            var definition = CohortDefinition.Parse(Definition, "bench").Definition!;
            var researcher = Authorisation.Principal("bench", [Role.Researcher], "bench");
            await host.Out.WriteLineAsync("| who asks | events | members | median, s | slowest, s |");
            await host.Out.WriteLineAsync("|---|---|---|---|---|");
            foreach (var (name, scope) in new[]
            {
                ("the owner (suwen cohort count)", Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Operations)),
                ("a researcher (POST /api/cohorts/count)", Authorisation.ScopeFor(researcher, Permission.SqlQuery, Purpose.Research)),
            })
            {
                var seconds = new List<double>();
                long? members = null;
                for (var round = 0; round <= rounds; round++)
                {
                    var clock = Stopwatch.StartNew();
                    members = (await CohortCount.OfAsync(warehouse, scope, definition, null, cancellationToken)).Persons;
                    seconds.Add(clock.Elapsed.TotalSeconds);
                }

                var sorted = seconds.Skip(1).Order().ToList();
                await host.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {name} | {events:N0} | {members:N0} | {sorted[sorted.Count / 2]:F3} | {sorted[^1]:F3} |"));
            }

            return ExitCode.Success;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(DuckDbWarehouse warehouse, int events, CancellationToken cancellationToken)
    {
        var visits = events / 10;
        await using var transaction = await warehouse.BeginAsync(cancellationToken);
        foreach (var (_, share, sql) in Events)
        {
            await transaction.ExecuteAsync(
                sql.Replace("{persons}", Text(visits / 5), StringComparison.Ordinal).Replace("{visits}", Text(visits), StringComparison.Ordinal).Replace("{rows}", Text(visits * share), StringComparison.Ordinal), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
