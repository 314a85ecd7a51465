namespace Suwen.Storage.Landing;

/// <summary>What is wrong at a place in the journal.</summary>
public enum LandingDamageKind
{
    /// <summary>Incomplete bytes at the end of the journal: an append that had not been acknowledged when the process or machine stopped. They were cut and kept in a <c>.cut</c> file.</summary>
    TornTail,

    /// <summary>Bytes that do not form an entry, with entries known to exist after them or in them. They were stepped over and left in place.</summary>
    DamagedMiddle,

    /// <summary>A segment file, or a run of them, is not there.</summary>
    MissingSegment,

    /// <summary>The header of a segment is unreadable in both copies. Its entries were read nevertheless.</summary>
    DamagedHeader,

    /// <summary>An entry that claims to be erased, without a valid signature of the installation's key.</summary>
    UnsignedErasure,

    /// <summary>The payload is not the one that the keyed hash was made from, although the checksum agrees: altered on purpose, or the key ring belongs to another installation.</summary>
    AlteredContent,
}

/// <summary>Damage that opening, reading or verifying met.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Journal">Journal number.</param>
/// <param name="Segment">Name of the segment file (for a missing one, the name of the segment after it).</param>
/// <param name="Offset">Where in the segment's uncompressed bytes; 0 for a whole segment.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="FirstMissing">Position of the first entry that is lost or doubtful.</param>
/// <param name="MissingCount">How many entries are lost; 0 where that cannot be known or none is.</param>
/// <param name="PossiblyUnacknowledged">
/// True where nothing shows that a lost entry had ever been acknowledged: the append that follows it belonged to the same write.
/// Power loss in the middle of a write leaves such a hole, and its senders were never told "accepted".
/// </param>
/// <param name="Explanation">For a person.</param>
public sealed record LandingDamage(
    LandingDamageKind Kind,
    int Journal,
    string Segment,
    long Offset,
    long Length,
    LandingPosition FirstMissing,
    long MissingCount,
    bool PossiblyUnacknowledged,
    string Explanation);

/// <summary>The result of reading every byte of the journal.</summary>
/// <param name="Entries">Readable entries, erased ones among them.</param>
/// <param name="Erased">How many of them are erased.</param>
/// <param name="PayloadBytes">Payload bytes of the entries that are not erased.</param>
/// <param name="StoredBytes">Size of the segment files.</param>
/// <param name="Segments">Segment files.</param>
/// <param name="CompressedSegments">How many of them are compressed.</param>
/// <param name="MissingEntries">Sequence numbers that have no readable entry.</param>
/// <param name="Damage">Every damage that is in the journal now.</param>
public sealed record LandingVerification(
    long Entries,
    long Erased,
    long PayloadBytes,
    long StoredBytes,
    int Segments,
    int CompressedSegments,
    long MissingEntries,
    IReadOnlyList<LandingDamage> Damage)
{
    /// <summary>True where every acknowledged entry is there, whole and as it was received or lawfully erased.</summary>
    public bool IsSound
    {
        get
        {
            foreach (var damage in Damage)
            {
                if (damage.Kind != LandingDamageKind.DamagedHeader && !damage.PossiblyUnacknowledged)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
