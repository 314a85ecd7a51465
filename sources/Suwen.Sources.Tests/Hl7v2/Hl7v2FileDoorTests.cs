using System.Globalization;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Files;
using Suwen.Sources.Hl7v2;
using Suwen.Sources.Tests.Compliance;

namespace Suwen.Sources.Tests.Hl7v2;

public sealed class Hl7v2FileDoorTests : FileDoorCompliance
{
    protected override IFileDoor Door { get; } = new Hl7v2FileDoor();

    protected override ISource Source { get; } = new Hl7v2Source();

    protected override (string Name, byte[] Bytes) WrongKind => ("export.hl7", Encoding.UTF8.GetBytes("姓名,年龄\n张三,35\n"));

    protected override IReadOnlyList<(string Path, int Records)> WriteSamples() =>
        [.. Hl7Samples.All.Select((sample, i) => (Write($"sample-{i}.hl7", sample.Payload), sample.Name is "batch" or "frames" ? 2 : 1))];

    protected override (string Path, int Records) WriteLarge(long bytes)
    {
        var path = Path.Combine(Folder, "large.hl7");
        var count = 0;
        using (var stream = File.Create(path))
        {
            stream.Write("FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r"u8);
            while (stream.Length < bytes)
            {
                stream.Write(Encoding.UTF8.GetBytes(Hl7Samples.Results.Replace("L-55001", "L" + (++count).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
            }

            stream.Write(Encoding.UTF8.GetBytes($"BTS|{count}\rFTS|1\r"));
        }

        return (path, count);
    }

    [Fact]
    public async Task A_message_that_does_not_end_within_64_MiB_is_refused_and_what_was_before_it_has_landed()
    {
        var path = Path.Combine(Folder, "endless.hl7");
        await using (var stream = File.Create(path))
        {
            stream.Write(Encoding.UTF8.GetBytes(Hl7Samples.Admit));
            stream.Write("MSH|^~\\&|A|B|||20250101||ORU^R01|1|P|2.4\rOBX|1|ED|X||"u8);
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)'A');
            for (var i = 0; i < 66; i++)
            {
                stream.Write(block);
            }
        }

        await using var journal = await TestJournal.OpenAsync();
        var outcome = await LandAsync(path, journal);
        outcome.Refusal.ShouldNotBeNull().Where.ShouldStartWith("message 2, from byte ");
        outcome.Entries.ShouldBe(1);
    }
}
