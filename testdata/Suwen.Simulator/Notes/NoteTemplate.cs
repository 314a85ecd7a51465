using System.Globalization;

namespace Suwen.Simulator.Notes;

internal enum NodeType : byte { Text, Slot, Group, Choice, Branch }

/// <summary>
/// One piece of a template. Groups, choices and their branches hold the nodes after them, up to (not including) <see cref="End"/>.
/// </summary>
internal sealed class Node
{
    public required NodeType Type { get; init; }
    /// <summary>The words, with the full-width punctuation of print and with that of hurried typing.</summary>
    public string Full { get; init; } = "";
    public string Half { get; init; } = "";
    public Slot Slot { get; init; }
    public Condition Condition { get; init; }
    public string Argument { get; init; } = "";
    public string[] Arguments { get; init; } = [];
    /// <summary>The argument as a number, 0 if it is none; for an included section its number.</summary>
    public int Value { get; init; }
    public int End { get; set; }
    /// <summary>Of a choice: how many branches.</summary>
    public int Branches { get; set; }
}

/// <summary>
/// A wording: words, {slots}, [groups] which vanish when one of their slots has nothing to say, and &lt;choices|of|wordings&gt;.
/// </summary>
internal sealed class NoteTemplate
{
    public required string Id { get; init; }
    public required Node[] Nodes { get; init; }

    /// <param name="section">Gives a section of the kind its number.</param>
    public static NoteTemplate Parse(string id, string text, Func<string, int> section)
    {
        var parser = new Parser(text.Replace("\\n", "\n", StringComparison.Ordinal), section);
        parser.Run();
        return new NoteTemplate { Id = id, Nodes = [.. parser.Nodes] };
    }

    /// <summary>Half-width punctuation as typed by those who do not switch their keyboard; 、 stays, it has no such form.</summary>
    public static string ToHalfWidth(string text) => text
        .Replace('，', ',').Replace('。', '.').Replace('：', ':').Replace('；', ';').Replace('（', '(').Replace('）', ')').Replace('？', '?');

    private sealed class Parser(string text, Func<string, int> section)
    {
        private readonly Stack<Node> _open = new();
        private int _start;

        public List<Node> Nodes { get; } = [];

        public void Run()
        {
            for (var i = 0; i < text.Length; i++)
            {
                switch (text[i])
                {
                    case '{':
                        var close = text.IndexOf('}', i);
                        if (close < 0) throw new FormatException("a brace is not closed");
                        Flush(i);
                        Nodes.Add(SlotNode(text[(i + 1)..close]));
                        i = close;
                        _start = i + 1;
                        break;
                    case '[': Flush(i); Open(NodeType.Group); break;
                    case ']': Flush(i); Close(NodeType.Group); break;
                    case '<': Flush(i); Open(NodeType.Choice); Open(NodeType.Branch); break;
                    case '|': Flush(i); Close(NodeType.Branch); Open(NodeType.Branch); break;
                    case '>': Flush(i); Close(NodeType.Branch); Close(NodeType.Choice); break;
                }
            }
            Flush(text.Length);
            if (_open.Count > 0) throw new FormatException("a bracket is not closed");
        }

        private void Flush(int end)
        {
            if (end > _start) Nodes.Add(new Node { Type = NodeType.Text, Full = text[_start..end], Half = ToHalfWidth(text[_start..end]) });
            _start = end + 1;
        }

        private void Open(NodeType type)
        {
            if (type == NodeType.Branch) _open.Peek().Branches++;
            var node = new Node { Type = type };
            Nodes.Add(node);
            _open.Push(node);
        }

        private void Close(NodeType type)
        {
            if (_open.Count == 0 || _open.Peek().Type != type) throw new FormatException("brackets do not match");
            _open.Pop().End = Nodes.Count;
        }

        private Node SlotNode(string body)
        {
            if (body.Length == 0) throw new FormatException("empty braces");
            if (body[0] == '>') return new Node { Type = NodeType.Slot, Slot = Slot.Include, Argument = body[1..], Value = section(body[1..]) };
            if (body[0] is '?' or '!')
            {
                if (!Enum.TryParse<Condition>(Compact(body[1..]), true, out var condition)) throw new FormatException($"unknown condition {body}");
                return new Node { Type = NodeType.Slot, Slot = body[0] == '?' ? Slot.If : Slot.IfNot, Condition = condition };
            }
            var colon = body.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? body : body[..colon];
            var argument = colon < 0 ? "" : body[(colon + 1)..];
            if (!Enum.TryParse<Slot>(Compact(name), true, out var slot)) throw new FormatException($"unknown slot {name}");
            _ = int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
            return new Node { Type = NodeType.Slot, Slot = slot, Argument = argument, Arguments = argument.Split('/', StringSplitOptions.RemoveEmptyEntries), Value = value };
        }

        private static string Compact(string name) => name.Replace("-", "", StringComparison.Ordinal);
    }
}
