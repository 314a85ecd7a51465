using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Suwen.Storage;

namespace Suwen.Governance.Terminology;

/// <summary>
/// Writes the meaning of codes on rows as they are loaded: a remembered answer for each code that has come before, found by its bytes.
/// Used by the one loader.
/// </summary>
internal sealed class CodeLookup
{
    private readonly Dictionary<(int Source, string Stem, string Vocabulary), CodeTable> tables = [];
    private readonly ulong seed = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray());
    private CodeTable? last;

    /// <summary>What codes mean now.</summary>
    public CodeMeanings Meanings { get; private set; } = CodeMeanings.Empty;

    /// <summary>Takes other meanings and forgets what was remembered.</summary>
    public void Use(CodeMeanings meanings)
    {
        Meanings = meanings;
        tables.Clear();
        last = null;
    }

    /// <summary>Says for each row of a batch which of its concepts the source itself has stated.</summary>
    public static void FillStated(CodedColumns coded, ColumnBatch batch, ColumnVector stated, int rows)
    {
        var concepts = batch[coded.Concept];
        var sourceConcepts = batch[coded.SourceConcept];
        var hasSourceConcepts = !sourceConcepts.IsAllNull;
        for (var i = 0; i < rows; i++)
        {
            var bits = concepts.IsNull(i) || concepts.Lane(i) == 0 ? 0 : CodedColumns.ConceptStated;
            bits |= hasSourceConcepts && !sourceConcepts.IsNull(i) ? CodedColumns.SourceConceptStated : 0;
            if (bits == 0)
            {
                stated.AppendNull();
            }
            else
            {
                stated.Append(bits);
            }
        }
    }

    /// <summary>Writes concepts on the rows from <paramref name="first"/> on, where the source has not stated them.</summary>
    public void Fill(CodedColumns coded, ColumnBatch batch, int first, Func<int, string> nameOfSource)
    {
        var count = batch.RowCount - first;
        if (count <= 0)
        {
            return;
        }

        var meanings = ArrayPool<Meaning>.Shared.Rent(count);
        var vocabularies = batch[coded.Vocabulary];
        var codes = batch[coded.Value];
        var names = batch[coded.Name];
        var sources = batch[coded.Source].Lanes;
        for (var i = 0; i < count; i++)
        {
            var row = first + i;
            var vocabulary = vocabularies.IsNull(row) ? default : vocabularies.Bytes(row);
            var table = last;
            if (table is null || table.Source != sources[row] || !ReferenceEquals(table.Stem, coded.Stem) || !vocabulary.SequenceEqual(table.Vocabulary))
            {
                last = table = TableOf(coded.Stem, (int)sources[row], vocabulary, nameOfSource);
            }

            meanings[i] = table.IsEmpty ? default
                : !codes.IsNull(row) ? table.MeaningOf(codes.Bytes(row))
                : !names.IsNull(row) ? table.MeaningOf(names.Bytes(row)) : default;
        }

        Write(coded, batch, first, meanings.AsSpan(0, count));
        ArrayPool<Meaning>.Shared.Return(meanings);
    }

    private static void Write(CodedColumns coded, ColumnBatch batch, int first, ReadOnlySpan<Meaning> meanings)
    {
        var stated = batch[coded.Stated];
        var concepts = batch[coded.Concept];
        var sourceConcepts = batch[coded.SourceConcept];
        var isAnyStated = !stated.IsAllNull;
        var kept = isAnyStated ? Lanes(concepts, first) : [];
        var keptSources = isAnyStated ? Lanes(sourceConcepts, first) : [];
        concepts.Truncate(first);
        sourceConcepts.Truncate(first);
        for (var i = 0; i < meanings.Length; i++)
        {
            var bits = isAnyStated && !stated.IsNull(first + i) ? stated.Lane(first + i) : 0;
            concepts.Append((bits & CodedColumns.ConceptStated) != 0 ? kept[i] : meanings[i].ConceptId);
            if ((bits & CodedColumns.SourceConceptStated) != 0)
            {
                sourceConcepts.Append(keptSources[i]);
            }
            else if (meanings[i].SourceConceptId != 0)
            {
                sourceConcepts.Append(meanings[i].SourceConceptId);
            }
            else
            {
                sourceConcepts.AppendNull();
            }
        }
    }

    private static long[] Lanes(ColumnVector vector, int first) => vector.Lanes[first..].ToArray();

    private CodeTable TableOf(string stem, int source, ReadOnlySpan<byte> vocabulary, Func<int, string> nameOfSource)
    {
        var name = Encoding.UTF8.GetString(vocabulary);
        ref var table = ref CollectionsMarshal.GetValueRefOrAddDefault(tables, (source, stem, name), out _);
        return table ??= new CodeTable(this, source, nameOfSource(source), stem, name);
    }

    /// <summary>The codes of one source, domain and vocabulary that have come, with what they mean.</summary>
    private sealed class CodeTable
    {
        /// <summary>Wordings without codes can be of any number; beyond this many the memory begins anew.</summary>
        private const int MostEntries = 1 << 17;

        private readonly CodeLookup owner;
        private readonly string sourceName;
        private readonly string vocabularyName;
        private int[] slots = new int[256];
        private readonly List<Entry> entries = [];
        private byte[] heap = new byte[4096];
        private int heapLength;

        public CodeTable(CodeLookup owner, int source, string sourceName, string stem, string vocabulary)
        {
            this.owner = owner;
            this.sourceName = sourceName;
            vocabularyName = vocabulary;
            Source = source;
            Stem = stem;
            Vocabulary = Encoding.UTF8.GetBytes(vocabulary);
            IsEmpty = !owner.Meanings.Knows(vocabulary);
        }

        public int Source { get; }

        public string Stem { get; }

        public byte[] Vocabulary { get; }

        /// <summary>True when no code of the vocabulary means anything.</summary>
        public bool IsEmpty { get; }

        private readonly record struct Entry(ulong Hash, int Offset, int Length, Meaning Meaning);

        public Meaning MeaningOf(ReadOnlySpan<byte> code)
        {
            var hash = Hash(code, owner.seed);
            var mask = slots.Length - 1;
            for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
            {
                var at = slots[slot];
                if (at == 0)
                {
                    return Add(code, hash);
                }

                var entry = CollectionsMarshal.AsSpan(entries)[at - 1];
                if (entry.Hash == hash && code.SequenceEqual(heap.AsSpan(entry.Offset, entry.Length)))
                {
                    return entry.Meaning;
                }
            }
        }

        private Meaning Add(ReadOnlySpan<byte> code, ulong hash)
        {
            var meaning = owner.Meanings.Resolve(sourceName, Stem, new SourceCode(vocabularyName, Encoding.UTF8.GetString(code)));
            if (entries.Count >= MostEntries)
            {
                entries.Clear();
                heapLength = 0;
                slots = new int[256];
            }

            if (heapLength + code.Length > heap.Length)
            {
                Array.Resize(ref heap, Math.Max(heap.Length * 2, heapLength + code.Length));
            }

            code.CopyTo(heap.AsSpan(heapLength));
            entries.Add(new Entry(hash, heapLength, code.Length, meaning));
            heapLength += code.Length;
            if (entries.Count * 2 > slots.Length)
            {
                slots = new int[slots.Length * 4];
                for (var i = 0; i < entries.Count; i++)
                {
                    Place(entries[i].Hash, i + 1);
                }
            }
            else
            {
                Place(hash, entries.Count);
            }

            return meaning;
        }

        private void Place(ulong hash, int number)
        {
            var mask = slots.Length - 1;
            var slot = (int)hash & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = number;
        }

        /// <summary>A quick hash with a seed of the process: whoever chooses the codes does not know which of them collide.</summary>
        private static ulong Hash(ReadOnlySpan<byte> bytes, ulong seed)
        {
            var hash = seed ^ (ulong)bytes.Length;
            while (bytes.Length >= 8)
            {
                hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(bytes)) * 0x9E37_79B9_7F4A_7C15, 31);
                bytes = bytes[8..];
            }

            ulong rest = 0;
            foreach (var b in bytes)
            {
                rest = (rest << 8) | b;
            }

            hash = (hash ^ rest) * 0x9E37_79B9_7F4A_7C15;
            return hash ^ (hash >> 29);
        }
    }
}
