using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Suwen.Security.Audit;
using Suwen.Storage.Keys;

namespace Suwen.Security.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StandingClock clock = new();
    private readonly FixedKeys keys = new();

    private string LogFile => folder[AuditLog.FileName];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_log_that_nobody_touched_is_whole()
    {
        Write(200);
        AuditLog.Verify(folder.Path, keys).ShouldSatisfyAllConditions(v => v.IsWhole.ShouldBeTrue(), v => v.Entries.ShouldBe(200));
    }

    [Fact]
    public void The_chain_goes_on_after_the_log_was_closed()
    {
        Write(3);
        Write(2);
        AuditLog.Verify(folder.Path, keys).ShouldSatisfyAllConditions(v => v.IsWhole.ShouldBeTrue(), v => v.Entries.ShouldBe(5));
    }

    [Fact]
    public void A_changed_line_shows()
    {
        Write(5);
        File.WriteAllText(LogFile, File.ReadAllText(LogFile).Replace("\"personId\":3", "\"personId\":4", StringComparison.Ordinal));
        AuditLog.Verify(folder.Path, keys).Faults.ShouldHaveSingleItem().ShouldStartWith("Line 3 does not match its hash");
    }

    [Fact]
    public void A_removed_line_shows()
    {
        Write(5);
        var lines = File.ReadAllLines(LogFile);
        File.WriteAllLines(LogFile, lines.Where((_, i) => i != 2));
        AuditLog.Verify(folder.Path, keys).Faults.ShouldContain(f => f.StartsWith("Line 3 carries number 4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_cut_at_its_end_shows()
    {
        Write(5);
        File.WriteAllLines(LogFile, File.ReadAllLines(LogFile)[..4]);
        AuditLog.Verify(folder.Path, keys).Faults.ShouldHaveSingleItem().ShouldContain("entries at the end are gone");
    }

    [Fact]
    public void A_line_that_was_added_without_the_key_shows()
    {
        Write(2);
        File.AppendAllText(LogFile, File.ReadAllLines(LogFile)[1].Replace("\"number\":2", "\"number\":3", StringComparison.Ordinal) + "\n");
        AuditLog.Verify(folder.Path, keys).Faults.ShouldHaveSingleItem().ShouldStartWith("Line 3 does not match");
    }

    [Fact]
    public void A_deleted_log_shows()
    {
        Write(2);
        File.Delete(LogFile);
        AuditLog.Verify(folder.Path, keys).IsWhole.ShouldBeFalse();
    }

    [Fact]
    public void A_line_that_a_stopped_process_left_incomplete_is_cut_off_and_the_cut_is_entered()
    {
        Write(2);
        File.AppendAllText(LogFile, "{\"number\":3,\"at\":\"20");
        Write(1);
        AuditLog.Verify(folder.Path, keys).ShouldSatisfyAllConditions(v => v.IsWhole.ShouldBeTrue(), v => v.Entries.ShouldBe(4));
        File.ReadAllText(LogFile).ShouldContain("cut-20-bytes");
    }

    /// <summary>The line's hash as another program would compute it from the documented form.</summary>
    [Fact]
    public void The_hash_is_HMAC_SHA256_over_the_hash_before_and_the_fields_joined_by_the_unit_separator()
    {
        Write(1);
        using var line = JsonDocument.Parse(File.ReadAllLines(LogFile)[0]);
        var text = string.Join('\u001f', "", "1", clock.Now.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture), "chen", "GET /api/persons/{id}", Permission.PersonRead, "person", "1", Purpose.Treatment, "ok", "1");
        var expected = HMACSHA256.HashData(keys.Key(1, "audit").Span, Encoding.UTF8.GetBytes(text));
        line.RootElement.GetProperty("hash").GetString().ShouldBe(Convert.ToHexStringLower(expected));
    }

    private void Write(int entries)
    {
        using var log = AuditLog.Open(folder.Path, keys, clock);
        for (var i = 1; i <= entries; i++)
        {
            log.Write(new AuditEvent("chen", "GET /api/persons/{id}", Permission.PersonRead, "person", i, Purpose.Treatment, "ok"));
        }
    }

    private sealed class FixedKeys : IKeyRing
    {
        public int CurrentKeyId => 1;

        public ReadOnlyMemory<byte> Key(int id, string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes($"{id}/{purpose}"));
    }
}
