using System.Runtime.CompilerServices;

namespace Suwen.Security.Deidentification;

/// <summary>
/// Words by their characters. The first step is an array over all characters, so that a character which begins no word costs one look;
/// further steps are one probe of an open hash table. Filled at start, then only read.
/// </summary>
internal sealed class WordTrie
{
    private readonly int[] roots = new int[char.MaxValue + 1];
    private Node[] nodes = new Node[1 << 12];
    private int count = 1;
    private long[] keys = new long[1 << 12];
    private int[] targets = new int[1 << 12];
    private int used;

    /// <summary>Adds a word or changes its entry.</summary>
    public void Add(string word, Func<WordEntry, WordEntry> change)
    {
        var node = roots[word[0]];
        if (node == 0)
        {
            roots[word[0]] = node = NewNode();
        }

        for (var i = 1; i < word.Length; i++)
        {
            var next = Step(node, word[i]);
            if (next == 0)
            {
                next = NewNode();
                Link(node, word[i], next);
            }

            node = next;
        }

        nodes[node].Entry = change(nodes[node].Entry);
    }

    /// <summary>The node of a first character; 0 where no word begins so.</summary>
    public int Root(char c) => roots[c];

    /// <summary>The node behind a character; 0 where no word goes on so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Step(int node, char c)
    {
        // Most steps lead nowhere, and the node lies in the cache already, for its entry was read: its mask spares the probe of the table, which does not.
        return (nodes[node].Followers & MaskOf(c)) == 0 ? 0 : Probe(node, c);
    }

    private int Probe(int node, char c)
    {
        var key = ((long)node << 16) | c;
        var mask = keys.Length - 1;
        for (var slot = SlotOf(key, mask); ; slot = (slot + 1) & mask)
        {
            var found = keys[slot];
            if (found == key)
            {
                return targets[slot];
            }

            if (found == 0)
            {
                return 0;
            }
        }
    }

    /// <summary>What ends at a node; without a role where it is only the beginning of words.</summary>
    public ref readonly WordEntry EntryOf(int node) => ref nodes[node].Entry;

    /// <summary>The entry of a whole word.</summary>
    public WordEntry Find(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
        {
            return default;
        }

        var node = roots[TextClasses.Fold(word[0])];
        for (var i = 1; i < word.Length && node != 0; i++)
        {
            node = Step(node, TextClasses.Fold(word[i]));
        }

        return nodes[node].Entry;
    }

    /// <summary>The longest word with one of the roles that begins a text.</summary>
    public int LongestAt(ReadOnlySpan<char> text, WordRole roles, out WordEntry entry)
    {
        entry = default;
        var length = 0;
        if (text.IsEmpty)
        {
            return 0;
        }

        var node = roots[TextClasses.Fold(text[0])];
        for (var i = 1; node != 0; i++)
        {
            ref readonly var here = ref nodes[node].Entry;
            if ((here.Roles & roles) != 0)
            {
                entry = here;
                length = i;
            }

            node = i < text.Length && nodes[node].Followers != 0 ? Step(node, TextClasses.Fold(text[i])) : 0;
        }

        return length;
    }

    private static int SlotOf(long key, int mask) => (int)((ulong)(key * unchecked((long)0x9E3779B97F4A7C15)) >> 40) & mask;

    private int NewNode()
    {
        if (count == nodes.Length)
        {
            Array.Resize(ref nodes, nodes.Length * 2);
        }

        return count++;
    }

    /// <summary>One bit of 64 for a character.</summary>
    private static ulong MaskOf(char c) => 1UL << ((c ^ (c >> 6)) & 63);

    private void Link(int node, char c, int next)
    {
        if (used * 5 > keys.Length * 2)
        {
            Grow();
        }

        nodes[node].Followers |= MaskOf(c);
        Insert(((long)node << 16) | c, next);
        used++;
    }

    private void Insert(long key, int target)
    {
        var mask = keys.Length - 1;
        var slot = SlotOf(key, mask);
        while (keys[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        keys[slot] = key;
        targets[slot] = target;
    }

    private void Grow()
    {
        var (oldKeys, oldTargets) = (keys, targets);
        keys = new long[oldKeys.Length * 2];
        targets = new int[oldTargets.Length * 2];
        for (var i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] != 0)
            {
                Insert(oldKeys[i], oldTargets[i]);
            }
        }
    }

    /// <summary>What ends at a place of the trie, and by which characters it may go on.</summary>
    private struct Node
    {
        public ulong Followers;
        public WordEntry Entry;
    }
}
