namespace Suwen.Governance.Tests.Gate;

/// <content>Rows under one key that several records state, of which some state it whole.</content>
public abstract partial class LoadGateCompliance
{
    private const string Shared = "select condition_source_value, condition_source_name from condition_occurrence";

    /// <summary>Found by a million damaged inputs: one source sent a person by HL7 v2 and by an OMOP file under the same number.</summary>
    [Theory]
    [InlineData("message|e1|100|condition_occurrence:c1|p1|condition_source_value=I10;condition_source_name=old", "replace|c1|200|condition_occurrence|p1|condition_source_value=I11", "I11|")]
    [InlineData("message|e1|200|condition_occurrence:c1|p1|condition_source_name=new", "replace|c1|100|condition_occurrence|p1|condition_source_value=I11;condition_source_name=old", "I11|new")]
    public async Task One_record_states_a_row_whole_and_a_message_states_it_too(string message, string whole, string expected)
    {
        foreach (var lines in new[] { new[] { message, whole }, [whole, message] })
        {
            await using var apart = await OpenAsync();
            foreach (var line in lines)
            {
                await apart.LoadAsync("a", line);
            }

            (await apart.QueryAsync(Shared)).ShouldBe([expected]);
            await apart.ShouldVerifyAsync();

            await using var together = await OpenAsync();
            await together.LoadAsync("a", lines);
            (await together.QueryAsync(Shared)).ShouldBe([expected]);
            await together.ShouldVerifyAsync();
        }
    }

    [Fact]
    public async Task Of_two_records_that_state_one_row_whole_the_later_stands()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "row|r1|100|condition_occurrence:c1|p1|condition_source_value=I10;condition_source_name=one", "row|r2|200|condition_occurrence:c1|p1|condition_source_value=I11");
        (await fixture.QueryAsync(Shared)).ShouldBe(["I11|"]);
        await fixture.LoadAsync("a", "row|r3|150|condition_occurrence:c1|p1|condition_source_value=I12");
        (await fixture.QueryAsync(Shared)).ShouldBe(["I11|"]);
        await fixture.LoadAsync("a", "row|r3|300|condition_occurrence:c1|p1|condition_source_value=I13");
        (await fixture.QueryAsync(Shared)).ShouldBe(["I13|"]);
        await fixture.ShouldVerifyAsync();

        var before = await fixture.DigestsAsync();
        await fixture.OpenWarehouseAsync("rebuilt");
        await fixture.Gate.DrainAsync(default);
        (await fixture.DigestsAsync()).ShouldBe(before);
    }
}
