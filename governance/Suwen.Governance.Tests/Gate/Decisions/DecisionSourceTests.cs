using System.Text;
using Shouldly;
using Suwen.Governance.Gate;
using Suwen.Governance.Gate.Decisions;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;
using Xunit;

namespace Suwen.Governance.Tests.Gate.Decisions;

public sealed class DecisionSourceTests
{
    private static readonly Table Provider = CanonicalModel.Table("provider");

    [Fact]
    public void A_line_is_a_record_and_its_kind_states_the_rows()
    {
        var sink = Parse("{\"kind\":\"name-provider\",\"by\":\"li\",\"why\":\"asked\",\"provider\":\"p1\"}\n{\"kind\":\"name-provider\",\"by\":\"li\",\"provider\":\"p2\"}\r\n\n");

        sink.Records.Select(r => (r.Number, r.Kind, r.Disposition)).ShouldBe([(0, "decision:name-provider", Disposition.Loaded), (1, "decision:name-provider", Disposition.Loaded)]);
    }

    [Fact]
    public void A_line_that_is_no_decision_is_set_aside_and_the_others_stand()
    {
        var sink = Parse("{\"kind\":\"name-provider\",\"by\":\"li\",\"provider\":\"p1\"}\n{\"kind\":\n{\"by\":\"li\"}\n[]\n{\"kind\":\"name-provider\",\"provider\":\"p2\"}\n{\"kind\":\"of-a-later-version\",\"by\":\"li\"}");

        sink.Records.Select(r => r.Disposition).ShouldBe(
            [Disposition.Loaded, Disposition.Quarantined, Disposition.Quarantined, Disposition.Quarantined, Disposition.Quarantined, Disposition.Kept]);
        sink.Rejections.Select(r => (r.Path, r.Fault)).ShouldBe([("line", AtFault.Caller), ("kind", AtFault.Caller), ("kind", AtFault.Caller), ("by", AtFault.Caller)]);
    }

    [Fact]
    public void A_key_of_another_source_is_the_key_that_the_source_itself_makes()
    {
        var hash = new KeyedHash(new byte[16]);
        var own = new RecordSink(hash, static _ => null);
        own.BeginEntry(Entry("hospital", ""));
        own.BeginRecord(0, "test");
        var known = own.Mentions[own.Key(Provider, "p1").Index];
        var other = new RecordSink(hash, static _ => null);
        other.BeginEntry(Entry("suwen", ""));
        other.BeginRecord(0, "test");

        other.Mentions[other.Key("hospital", Provider, "p1").Index].ShouldBe(known);
        other.Mentions[other.Known(known).Index].ShouldBe(known);
    }

    private static RecordSink Parse(string lines)
    {
        var sink = new RecordSink(new KeyedHash(new byte[16]), static _ => null);
        var entry = Entry(DecisionSource.SourceName, lines);
        sink.BeginEntry(entry);
        new DecisionSource([new NameProvider()]).Parse(entry, sink);
        return sink;
    }

    private static LandedEntry Entry(string source, string payload) =>
        new(new LandingPosition(1), DateTimeOffset.UnixEpoch, DecisionSource.Header(source), Encoding.UTF8.GetBytes(payload));

    private sealed class NameProvider : IDecisionKind
    {
        public string Kind => "name-provider";

        public int Version => 1;

        public void Parse(DecisionLine line, RecordSink sink)
        {
            var key = sink.Key(Provider, line.Text("provider")!);
            sink.Identify(key, line.Bytes.Span);
            sink.Row(Provider, key, Mention.None, RowMode.Replace);
        }
    }
}
