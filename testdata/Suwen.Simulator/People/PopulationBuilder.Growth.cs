using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.People;

/// <summary>Births, and people who move in.</summary>
internal sealed partial class PopulationBuilder
{
    /// <summary>A pregnancy that ends after the period is known when it began in it.</summary>
    private const int DaysOfPregnancy = 280;

    /// <summary>The least days from one birth to the next.</summary>
    private const int DaysBetweenBirths = 420;

    private const int MostChildren = 3;

    /// <summary>Share of deliveries that are of twins: some 1.1 in a hundred in China in the 2010s (rounded).</summary>
    private const double TwinDeliveries = 0.011;

    /// <summary>Of twins, how many are of one sex beyond what chance gives: a third are identical.</summary>
    private const double IdenticalTwins = 0.33;

    /// <summary>Age of a father who moves in with a small child, at most; invented.</summary>
    private const double OldestWithSmallChild = 42;

    /// <summary>Who moves in: alone, as a couple, otherwise as a couple with a child; invented.</summary>
    private const double MovesInAlone = 0.4, MovesInAsCouple = 0.3;

    private void GiveBirths(int first, int end)
    {
        for (var mother = first; mother < end; mother++)
        {
            var row = _rows[mother];
            var age = (_lastDay - row.BirthDay) / 365;
            if (row.Sex == Sex.Female && age >= 15 && (_firstDay - row.BirthDay) / 365 < 50) GiveBirths(mother, row);
        }
    }

    private void GiveBirths(int mother, in ResidentRow row)
    {
        var (children, lastBirth) = ChildrenAtHome(mother, row);
        // From the second day on, so that the first finds exactly the residents asked for.
        var day = row.MovedIn == 0 ? _firstDay + 1 : DayOf(row.MovedIn);
        day = Math.Max(day, lastBirth + DaysBetweenBirths);
        var end = Math.Min(_lastDay + DaysOfPregnancy, Math.Min(row.MovedOut == ResidentRow.Never ? NoDay : DayOf(row.MovedOut), row.Death == ResidentRow.Never ? NoDay : DayOf(row.Death)) - 1);
        var stream = new RandomStream(options.Seed, RandomPurpose.Birth, mother, 1);
        var left = -FixedMath.Log(1.0 - stream.Unit());
        while (day <= end && children < MostChildren)
        {
            var age = (int)((day - row.BirthDay) / 365.25);
            if (age >= 50) return;
            var birthday = row.BirthDay + (int)Math.Ceiling((age + 1) * 365.25);
            var rate = _demography.BirthsPerDay(age, row.Spouse >= 0);
            var span = Math.Min(birthday, end + 1) - day;
            if (left >= rate * span)
            {
                left -= rate * span;
                day += span;
                continue;
            }

            day += (int)(left / rate);
            children += Deliver(mother, day, ref stream);
            day += DaysBetweenBirths;
            left = -FixedMath.Log(1.0 - stream.Unit());
        }
    }

    /// <summary>Children live in their mother's household, whose people of the first day stand together.</summary>
    private (int Count, int LastBirthDay) ChildrenAtHome(int mother, in ResidentRow row)
    {
        var count = 0;
        var last = int.MinValue / 2;
        for (var i = _householdFirst[row.Household]; i < _count && _rows[i].Household == row.Household; i++)
        {
            if (_rows[i].Mother != mother) continue;
            count++;
            last = Math.Max(last, _rows[i].BirthDay);
        }

        return (count, last);
    }

    private int Deliver(int mother, int day, ref RandomStream stream)
    {
        var count = stream.Chance(TwinDeliveries) ? 2 : 1;
        if (day > _lastDay)
        {
            _deliveries.Add(new Delivery(new ResidentId(mother), DateOnly.FromDayNumber(day), ResidentId.None, count));
            return count;
        }

        _deliveries.Add(new Delivery(new ResidentId(mother), DateOnly.FromDayNumber(day), new ResidentId(_count), count));
        Reserve(count);
        var parent = _rows[mother];
        var local = Places.Local[map.Communities[parent.Community].County.Index];
        var sex = stream.Chance(Demography.BoysShare) ? Sex.Male : Sex.Female;
        var isRegisteredHere = stream.Chance(1 - MigrantChildrenRegisteredAtHome);
        for (var i = 0; i < count; i++)
        {
            if (i == 1 && !stream.Chance(IdenticalTwins)) sex = stream.Chance(Demography.BoysShare) ? Sex.Male : Sex.Female;
            var child = _count++;
            _rows[child] = new ResidentRow
            {
                BirthDay = day,
                Household = parent.Household,
                Mother = mother,
                Father = parent.Spouse,
                Spouse = -1,
                Community = parent.Community,
                BirthPlace = (ushort)(isRegisteredHere ? local : Today(parent.BirthPlace, local)),
                Sex = sex,
                Role = parent.Role is HouseholdRole.ChildInLaw or HouseholdRole.Child ? HouseholdRole.Grandchild : HouseholdRole.Child,
            };
            SetFate(child, parent.MovedOut == ResidentRow.Never ? NoDay : DayOf(parent.MovedOut));
        }

        return count;
    }

    /// <summary>The place in force today of a mother's place; a former one may have no successor and gives way to the local one.</summary>
    private int Today(int place, int local) => Places.IsInForceToday(place) ? place : local;

    private void MoveIn(Community community, int people)
    {
        var stream = new RandomStream(options.Seed, RandomPurpose.Move, community.Index, 1);
        while (people > 0)
        {
            var first = _count;
            var day = stream.Between(_firstDay + 1, Math.Max(_firstDay + 1, _lastDay));
            if (day > _lastDay) return;
            var unit = stream.Unit();
            var size = unit < MovesInAlone ? 1 : unit < MovesInAlone + MovesInAsCouple ? 2 : 3;
            AddHousehold(community, day, size, ref stream);
            // Their births follow at once, so that mothers stay in order of their numbers.
            GiveBirths(first, first + size);
            people -= size;
        }
    }

    private void AddHousehold(Community community, int day, int size, ref RandomStream stream)
    {
        Reserve(size);
        var first = _count;
        var household = _householdFirst.Count;
        _householdFirst.Add(first);
        var origin = Places.Elsewhere(ref stream, Places.Local[community.County.Index]);
        var age = 20 + Math.Abs(stream.Normal(0, 9)) + (size == 3 ? 7 : 1);
        if (size == 3) age = Math.Min(age, OldestWithSmallChild);
        var man = size > 1 || stream.Chance(0.52);
        for (var i = 0; i < size; i++)
        {
            var years = i == 2 ? Math.Max(0.1, Math.Min(12, age - 24) * stream.Unit()) : i == 1 ? age - 2 + stream.Unit() * 3 : age;
            _rows[_count++] = new ResidentRow
            {
                BirthDay = day - (int)(years * 365.25) - stream.Below(180),
                Household = household,
                Mother = i == 2 ? first + 1 : -1,
                Father = i == 2 ? first : -1,
                Spouse = size == 1 || i == 2 ? -1 : first + 1 - i,
                Community = (ushort)community.Index,
                MovedIn = Packed(day),
                Sex = i == 0 ? (man ? Sex.Male : Sex.Female) : i == 1 ? Sex.Female : stream.Chance(Demography.BoysShare) ? Sex.Male : Sex.Female,
                Role = i == 0 ? HouseholdRole.Head : i == 1 ? HouseholdRole.Spouse : HouseholdRole.Child,
            };
            ref var row = ref _rows[_count - 1];
            row.BirthPlace = (ushort)Places.InForce(origin, DateOnly.FromDayNumber(row.BirthDay).Year);
            SetFate(_count - 1, NoDay);
        }
    }
}
