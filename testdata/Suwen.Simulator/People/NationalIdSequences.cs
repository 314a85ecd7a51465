using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.People;

/// <summary>
/// Gives the people of one place, day of birth and sex different numbers, so that no two ID numbers are equal. Twins get neighbouring ones, as they do at a police station.
/// </summary>
internal static class NationalIdSequences
{
    /// <summary>Numbers of three digits that are odd (men), or even (women).</summary>
    public const int Choices = 500;

    private const int ResidentBits = 25, DayBits = 17;

    public static void Assign(ResidentRow[] rows, ulong seed, CancellationToken cancellationToken)
    {
        // Place, day, sex and resident packed into one number, so that a plain sort brings the groups together.
        var firstDay = new DateOnly(1890, 1, 1).DayNumber;
        var keys = new ulong[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var group = (((ulong)rows[i].BirthPlace << DayBits) | (uint)(rows[i].BirthDay - firstDay)) << 1 | ((ulong)rows[i].Sex - 1);
            keys[i] = group << ResidentBits | (uint)i;
        }

        cancellationToken.ThrowIfCancellationRequested();
        Array.Sort(keys);
        cancellationToken.ThrowIfCancellationRequested();
        var rank = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            var group = keys[i] >> ResidentBits;
            rank = i > 0 && keys[i - 1] >> ResidentBits == group ? rank + 1 : 0;
            if (rank >= Choices)
            {
                throw new SimulationException("--residents", "more than 500 people of one sex would be born in one county on one day, and their ID numbers could not differ", "Choose a city with more counties, or fewer residents.");
            }

            var start = new RandomStream(seed, RandomPurpose.NationalId, (long)group).Below(Choices);
            rows[(int)(keys[i] & ((1UL << ResidentBits) - 1))].Sequence = (ushort)((start + rank) % Choices);
        }
    }
}
