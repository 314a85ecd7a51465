using Suwen.Analysis.Payment.FrontPage;
using Suwen.Security;
using Suwen.Server.Payment;
using Suwen.Server.Tests.Reliability;
using Suwen.Storage;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Server.Tests.Payment;

/// <summary>Front pages and records as the check before settlement reads them; the same on both engines.</summary>
public abstract class PaymentCompliance
{
    private static readonly DateOnly From = new(2026, 1, 1);
    private static readonly DateOnly To = new(2026, 1, 31);

    /// <summary>A man of 70 with an infarction that troponin contradicts, discharged and not settled; a second page outside of the days.</summary>
    private static readonly string[] Rows =
    [
        "insert into cdr.person (person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth, race_concept_id, ethnicity_concept_id) values (1, 8507, 1955, 3, 1, 0, 0)",
        "insert into cdr.cn_inpatient_case (inpatient_case_id, person_id, visit_occurrence_id, case_number, admission_datetime, discharge_datetime, length_of_stay_days, discharge_department, main_diagnosis_code, discharge_way, total_cost, western_drug_cost, newborn_age_days) values (10, 1, 20, 'A1', cast('2026-01-02 08:00:00' as timestamp), cast('2026-01-09 10:00:00' as timestamp), 7, '心内科', 'I21.900', '1', 8000, 8000, 0)",
        "insert into cdr.cn_inpatient_case (inpatient_case_id, person_id, visit_occurrence_id, case_number, discharge_datetime, main_diagnosis_code) values (11, 1, 21, 'A2', cast('2025-06-09 10:00:00' as timestamp), 'I63.900')",
        "insert into cdr.cn_inpatient_case_diagnosis (inpatient_case_diagnosis_id, person_id, inpatient_case_id, diagnosis_order, diagnosis_code, diagnosis_vocabulary, diagnosis_name) values (2, 1, 10, 2, 'E87.600', 'ICD10CN', '低钾血症'), (1, 1, 10, 1, 'I21.900', 'ICD10CN', '急性心肌梗死'), (3, 1, 10, 3, 'BNG080', 'GB/T 15657', '眩晕病')",
        "insert into cdr.cn_inpatient_case_operation (inpatient_case_operation_id, person_id, inpatient_case_id, operation_order, operation_code, operation_name, operation_datetime, anaesthesia_method) values (1, 1, 10, 1, '88.5500', '冠状动脉造影', cast('2026-01-03 09:00:00' as timestamp), '局部麻醉')",
        "insert into cdr.measurement (measurement_id, person_id, visit_occurrence_id, measurement_concept_id, measurement_date, measurement_datetime, measurement_type_concept_id, measurement_source_value, measurement_source_name, value_as_number, unit_source_value) values (1, 1, 20, 0, cast('2026-01-02' as date), cast('2026-01-02 09:00:00' as timestamp), 0, '10839-9', '肌钙蛋白I', 0.01, 'ng/mL')",
        "insert into cdr.cn_settlement (settlement_id, person_id, discharge_datetime, admission_datetime, length_of_stay_days) values (1, 1, cast('2025-06-09 12:00:00' as timestamp), cast('2025-06-01 12:00:00' as timestamp), 8)",
    ];

    [Fact]
    public async Task A_page_is_read_with_its_codes_its_record_and_whether_it_is_settled()
    {
        await using var sample = await OpenAsync();
        await using (var transaction = await sample.Node.Warehouse.BeginAsync(CancellationToken.None))
        {
            foreach (var row in Rows)
            {
                await transaction.ExecuteAsync(row, CancellationToken.None);
            }

            await transaction.CommitAsync(CancellationToken.None);
        }

        var scope = Authorisation.ScopeFor(Authorisation.Principal("test", [Role.Clinician], "test"), Permission.PersonRead, Purpose.Operations);
        (await PaymentQueries.LastDayAsync(sample.Node, scope, CancellationToken.None)).ShouldBe(new DateOnly(2026, 1, 9));
        (await PaymentQueries.FindAsync(sample.Node, scope, "A1", CancellationToken.None)).ShouldBe(10);
        (await PaymentQueries.FindAsync(sample.Node, scope, "A9", CancellationToken.None)).ShouldBeNull();
        var stay = (await PaymentQueries.PagesAsync(sample.Node, scope, From, To, -1, CancellationToken.None)).ShouldHaveSingleItem();
        stay.IsSettled.ShouldBeFalse();
        stay.Page.Diagnoses.ShouldBe(["I21.900", "E87.600"]);
        stay.Names["E87.600"].ShouldBe("低钾血症");
        stay.Page.Procedures.ShouldBe([new FrontPageProcedure("88.5500", new DateTime(2026, 1, 3, 9, 0, 0), "局部麻醉")]);
        (stay.Page.Sex, stay.Page.AgeYears, stay.Page.Cost, stay.Page.CostOfParts).ShouldBe((1, 70, 8000.0, 8000.0));
        (await PaymentQueries.OneAsync(sample.Node, scope, 11, CancellationToken.None))!.IsSettled.ShouldBeTrue();

        var records = await PaymentQueries.RecordsAsync(sample.Node, scope, From, To, CancellationToken.None);
        var desk = new PaymentDesk(sample.Node);
        var check = await desk.CheckAsync(stay.Page, records[10], stay, scope, CancellationToken.None);
        check.HasRecord.ShouldBeTrue();
        check.Findings.ShouldContain(static f => f.Rule == "not-supported:myocardial-infarction" && f.Evidence.Count == 1);
        check.Choices[0].Kind.ShouldBe("current");
        check.Basis.WeightsFrom.ShouldBe("own-costs");
        check.Path.ShouldContain(static p => p.Step == "mdc" && p.Code == "MDCF");
        (await PaymentQueries.RecordAsync(sample.Node, scope, 20, CancellationToken.None)).HasTests.ShouldBeTrue();
    }

    [Fact]
    public async Task Before_any_data_there_is_nothing_and_no_weights()
    {
        await using var sample = await OpenAsync();
        var scope = Authorisation.ForPlatform("test");
        (await PaymentQueries.LastDayAsync(sample.Node, scope, CancellationToken.None)).ShouldBeNull();
        (await PaymentQueries.PagesAsync(sample.Node, scope, From, To, -1, CancellationToken.None)).ShouldBeEmpty();
        (await PaymentQueries.RecordsAsync(sample.Node, scope, From, To, CancellationToken.None)).ShouldBeEmpty();
        (await new PaymentDesk(sample.Node).TermsAsync(scope, CancellationToken.None)).Terms.ShouldBeNull();
    }

    private protected abstract Task<SampleNode> OpenAsync();
}

public sealed class DuckDbPaymentTests : PaymentCompliance
{
    private protected override Task<SampleNode> OpenAsync() => SampleNode.OpenAsync(null);
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresPaymentTests(PostgresCluster cluster) : PaymentCompliance, IAsyncLifetime
{
    private readonly List<string> databases = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var database in databases)
        {
            await cluster.ReturnDatabaseAsync(database);
        }
    }

    private protected override async Task<SampleNode> OpenAsync()
    {
        databases.Add(await cluster.TakeDatabaseAsync());
        return await SampleNode.OpenAsync(databases[^1]);
    }
}
