using System.Buffers;

namespace Suwen.Security.Deidentification;

/// <summary>Where the words of a run of Chinese characters begin and end, and the working memory of finding that out, lent by the pool.</summary>
internal sealed class NameLattice : IDisposable
{
    private const int NoCost = int.MaxValue / 2;

    private Edge[] edges = ArrayPool<Edge>.Shared.Rent(256);
    private Token[] tokens = ArrayPool<Token>.Shared.Rent(256);

    /// <summary>Words of the run, in order; places count from the beginning of the text.</summary>
    public ReadOnlySpan<Token> Tokens => tokens.AsSpan(0, Count);

    public int Count { get; private set; }

    public Span<Edge> Begin(int length)
    {
        if (edges.Length <= length)
        {
            ArrayPool<Edge>.Shared.Return(edges);
            ArrayPool<Token>.Shared.Return(tokens);
            edges = ArrayPool<Edge>.Shared.Rent(length + 1);
            tokens = ArrayPool<Token>.Shared.Rent(length + 1);
        }

        Count = 0;
        var all = edges.AsSpan(0, length + 1);
        all.Fill(new Edge { Cost = NoCost });
        all[0].Cost = 0;
        return all;
    }

    /// <summary>Walks back over the cheapest edges.</summary>
    public void Finish(int start, int length)
    {
        for (var at = length; at > 0; at = edges[at].From)
        {
            var edge = edges[at];
            tokens[Count++] = new Token(start + edge.From, at - edge.From, edge.Entry, edge.IsName, edges[edge.From].Bonus, edges[edge.From].BonusKind);
        }

        tokens.AsSpan(0, Count).Reverse();
    }

    public void Dispose()
    {
        ArrayPool<Edge>.Shared.Return(edges);
        ArrayPool<Token>.Shared.Return(tokens);
        edges = [];
        tokens = [];
    }

    /// <summary>The cheapest way to a place.</summary>
    internal struct Edge
    {
        public int Cost;
        public int From;

        /// <summary>How much what stands before this place speaks for a name here.</summary>
        public short Bonus;
        public IdentifierKind BonusKind;
        public bool IsName;
        public WordEntry Entry;
    }

    /// <summary>A word of the run.</summary>
    internal readonly record struct Token(int Start, int Length, WordEntry Entry, bool IsName, short Bonus, IdentifierKind BonusKind)
    {
        public int End => Start + Length;
    }
}
