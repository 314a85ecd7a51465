using Suwen.Governance.Gate;
using Suwen.Sources.Hl7v2;
using Suwen.Sources.Tests.Compliance;

namespace Suwen.Sources.Tests.Hl7v2;

public sealed class Hl7v2SourceComplianceTests : SourceCompliance
{
    protected override ISource Source { get; } = new Hl7v2Source();

    protected override IReadOnlyList<SampleEntry> Samples => Hl7Samples.All;

    protected override IReadOnlyList<string> Secrets => Hl7Samples.Secrets;

    protected override byte[] Delimiters => "|^~\\&#\r\n"u8.ToArray();
}
