using System.Text;
using Suwen.Sources.Tables.Mapping;
using Suwen.Sources.Tests.Compliance;

namespace Suwen.Sources.Tests.Tables;

public sealed class MappingDamageTests
{
    /// <summary>The YAML library throws InvalidOperationException and others, beside its documented YamlException, on such texts.</summary>
    [Fact]
    public void A_damaged_mapping_is_read_or_has_a_fault_and_never_throws()
    {
        var mutator = new Mutator([Encoding.UTF8.GetBytes(MappingSamples.Laboratory)], ":{}[]\n -\""u8.ToArray(), 11);
        var faulty = 0;
        for (var number = 0; number < 5000; number++)
        {
            var faults = new MappingFaults();
            var mapping = MappingReader.Read(mutator.Next(number, out _), faults);
            (mapping is not null || faults.Count > 0).ShouldBeTrue($"mutation {number}");
            faulty += faults.Count > 0 ? 1 : 0;
        }

        faulty.ShouldBeGreaterThan(1000);
    }
}
