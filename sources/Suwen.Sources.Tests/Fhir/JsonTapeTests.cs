using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Suwen.Sources.Fhir;
using Suwen.Sources.Tests.Compliance;

namespace Suwen.Sources.Tests.Fhir;

/// <summary>The tape against another reader of RFC 8259: System.Text.Json.</summary>
public class JsonTapeTests
{
    [Fact]
    public void It_takes_what_another_reader_takes_and_refuses_what_that_refuses()
    {
        var mutator = new Mutator([.. FhirSamples.All.Select(s => s.Payload), "{\"a\":[1,-0.5e+3,true,null,\"\\u00e9\\n\"],\"b\":{}}"u8.ToArray()], "{}[]\",:\\0-.eEu"u8.ToArray(), 20_260_101);
        var tape = new JsonTape();
        int taken = 0, refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = mutator.Next(i, out _);
            if (!System.Text.Unicode.Utf8.IsValid(bytes))
            {
                continue;
            }

            var expected = Oracle(bytes);
            var actual = tape.Read(bytes, 0, bytes.Length) && JsonTape.SkipSpace(bytes, tape.Position, bytes.Length) == bytes.Length;

            // System.Text.Json allows a name to occur twice; the tape does not, and says so.
            if (actual != expected && tape.Fault != "A property occurs twice in one object.")
            {
                actual.ShouldBe(expected, $"mutation {i}: {tape.Fault} at {tape.Position}: {Convert.ToBase64String(bytes)}");
            }

            _ = expected ? taken++ : refused++;
        }

        taken.ShouldBeGreaterThan(1000);
        refused.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Every_value_reads_back_as_another_reader_reads_it()
    {
        foreach (var sample in FhirSamples.All.Where(s => s.Name != "lines"))
        {
            var tape = new JsonTape();
            tape.Read(sample.Payload, 0, sample.Payload.Length).ShouldBeTrue();
            using var document = JsonDocument.Parse(sample.Payload);
            AssertSame(tape.Root, document.RootElement);
        }
    }

    [Fact]
    public void Any_text_survives_escaping_and_unescaping() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            // Lone surrogates are no text; they have a test of their own.
            var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            var bytes = JsonSerializer.SerializeToUtf8Bytes(valid);
            var tape = new JsonTape();
            return tape.Read(bytes, 0, bytes.Length) && Encoding.UTF8.GetString(tape.Root.Text) == valid;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_surrogate_without_its_pair_becomes_the_replacement_character()
    {
        var tape = new JsonTape();
        var bytes = "[\"a\\uD800b\",\"\\uDC00\",\"\\uD83D\\uDE00\",\"\\uD83Dx\\uDE00\"]"u8.ToArray();
        tape.Read(bytes, 0, bytes.Length).ShouldBeTrue();
        var texts = new List<string>();
        foreach (var item in tape.Root)
        {
            texts.Add(Encoding.UTF8.GetString(item.Text));
        }

        texts.ShouldBe(["a\uFFFDb", "\uFFFD", "\U0001F600", "\uFFFDx\uFFFD"]);
    }

    [Fact]
    public void A_name_that_occurs_twice_is_refused_also_when_one_is_written_with_escapes()
    {
        var tape = new JsonTape();
        var bytes = "{\"status\":1,\"id\":2,\"st\\u0061tus\":3}"u8.ToArray();
        tape.Read(bytes, 0, bytes.Length).ShouldBeFalse();
        tape.Fault.ShouldBe("A property occurs twice in one object.");
        tape.Position.ShouldBe(19);
    }

    [Fact]
    public void Names_that_share_a_bit_of_the_filter_are_told_apart()
    {
        var json = "{" + string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"name{i}\":{i}")) + "}";
        var bytes = Encoding.UTF8.GetBytes(json);
        var tape = new JsonTape();
        tape.Read(bytes, 0, bytes.Length).ShouldBeTrue();
        tape.Root["name137"u8].TryInteger(out var value).ShouldBeTrue();
        value.ShouldBe(137);
    }

    [Theory]
    [InlineData(96, true)]
    [InlineData(97, false)]
    [InlineData(1_000_000, false)]
    public void Nesting_has_a_limit_and_costs_no_stack(int levels, bool accepted)
    {
        var bytes = Encoding.ASCII.GetBytes(new string('[', levels) + new string(']', levels));
        new JsonTape().Read(bytes, 0, bytes.Length).ShouldBe(accepted);
    }

    [Fact]
    public void An_object_of_a_million_names_is_refused_at_once()
    {
        var bytes = Encoding.ASCII.GetBytes("{" + string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":0")) + "}");
        var tape = new JsonTape();
        tape.Read(bytes, 0, bytes.Length).ShouldBeFalse();
        tape.Count.ShouldBeLessThan(1000);
    }

    private static bool Oracle(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = JsonTape.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void AssertSame(JsonNode node, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    AssertSame(node[Encoding.UTF8.GetBytes(property.Name)], property.Value);
                }

                break;
            case JsonValueKind.Array:
                var items = element.EnumerateArray().ToList();
                var index = 0;
                foreach (var item in node)
                {
                    AssertSame(item, items[index++]);
                }

                index.ShouldBe(items.Count);
                break;
            case JsonValueKind.String:
                Encoding.UTF8.GetString(node.Text).ShouldBe(element.GetString());
                break;
            default:
                Encoding.UTF8.GetString(node.Raw).ShouldBe(element.GetRawText());
                break;
        }
    }
}
