using System.Globalization;
using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.People;

public sealed partial class Population
{
    /// <summary>Of a borrowed card's holder, how many visits are made with it.</summary>
    private const double VisitsWithBorrowedCard = 0.35;

    /// <summary>Of the visits of somebody who is registered twice, how many go to the second number.</summary>
    private const double VisitsUnderSecond = 0.4;

    /// <summary>Of newborns seen before they had a number, how many get a second record afterwards.</summary>
    private const double NewbornsRegisteredAgain = 0.6;

    private readonly RecordNumbers _numbers;

    /// <summary>
    /// The person as this institution registered him for this visit. What was planted is answered at every visit at which it shows, each time in the same words, since a visit knows of no other:
    /// the run keeps the first of equal answers. A borrowed card is answered for each visit, with the visit's key.
    /// </summary>
    public RecordedPerson RegisterAt(ResidentId id, Institution institution, long visitKey, DateOnly day, List<Answer> answers)
    {
        if (!institution.IsProvider) return Recorded(id, institution, RecordSlot.Main, Details(id, day));
        var resident = id.Value;
        var stream = new RandomStream(_options.Seed, RandomPurpose.Identity, resident, institution.Index);
        var unit = stream.Unit();
        if (unit < IdentitySlips.BorrowedCard) return Borrowed(id, institution, visitKey, day, ref stream, answers);
        var details = Details(id, day);
        if (details.NationalId.Length == 0) return Newborn(id, institution, details, answers);
        var main = MainSlot(resident, institution);
        var kind = IdentitySlips.KindAt(unit);
        if (kind != IdentitySlip.None && new RandomStream(_options.Seed, RandomPurpose.Identity, visitKey, 500 + institution.Index).Chance(VisitsUnderSecond)
            && Slipped(resident, details, kind, day, ref stream) is { } slipped)
        {
            var second = Recorded(id, institution, RecordSlot.Second, slipped);
            answers.Add(Duplicate(IdentitySlips.Name(kind), institution, second.RecordNumber, resident, Number(institution, resident, main), IdentitySlips.Difference(details, slipped)));
            return second;
        }

        var recorded = Recorded(id, institution, main, details);
        AnswerTwin(resident, institution, recorded.RecordNumber, answers);
        return recorded;
    }

    /// <summary>Whether this institution may know the person, or a twin of his, by another number too.</summary>
    internal bool MayHaveOtherNumber(ResidentId id, Institution institution)
    {
        if (!institution.IsProvider) return false;
        var unit = new RandomStream(_options.Seed, RandomPurpose.Identity, id.Value, institution.Index).Unit();
        ref readonly var row = ref _rows[id.Value];
        return unit < IdentitySlips.BorrowedCard || IdentitySlips.KindAt(unit) != IdentitySlip.None || row.BirthDay + LatestRegistration >= _firstDay || _names.Twin(id.Value) >= 0;
    }

    /// <summary>Whose number it is; none for a number that the institution never gave. A visit made with a borrowed card stands under the card's owner.</summary>
    public ResidentId TrueResident(Institution institution, string recordNumber) =>
        _numbers.TryRead(institution, recordNumber, out var resident, out _) ? new ResidentId(resident) : ResidentId.None;

    private RecordedPerson Recorded(ResidentId id, Institution institution, RecordSlot slot, PersonDetails details) =>
        new() { RecordNumber = Number(institution, id.Value, slot), Details = details, Truth = id };

    private string Number(Institution institution, int resident, RecordSlot slot) => _numbers.Write(institution, resident, _rows[resident].Community, slot);

    private static Answer Duplicate(string variety, Institution institution, string number, int resident, string otherNumber, string differs) =>
        new("duplicate-identity", variety, institution.Source, "patient", number,
            ("resident", resident.ToString(CultureInfo.InvariantCulture)), ("same_person", "true"), ("other_source", institution.Source), ("other_number", otherNumber), ("differs", differs));

    /// <summary>A child of the period may keep the record that it got before it had a number.</summary>
    private RecordSlot MainSlot(int resident, Institution institution)
    {
        ref readonly var row = ref _rows[resident];
        if (row.Mother < 0 || row.BirthDay + LatestRegistration < _firstDay) return RecordSlot.Main;
        return new RandomStream(_options.Seed, RandomPurpose.Identity, resident, 300 + institution.Index).Chance(NewbornsRegisteredAgain) ? RecordSlot.Main : RecordSlot.Newborn;
    }

    private RecordedPerson Newborn(ResidentId id, Institution institution, PersonDetails details, List<Answer> answers)
    {
        var recorded = Recorded(id, institution, RecordSlot.Newborn, details);
        if (MainSlot(id.Value, institution) == RecordSlot.Main)
        {
            var later = _names.Name(id.Value).Full;
            answers.Add(Duplicate("newborn-without-id", institution, recorded.RecordNumber, id.Value, Number(institution, id.Value, RecordSlot.Main), $"name:{details.FullName}>{later};national_id"));
        }

        AnswerTwin(id.Value, institution, recorded.RecordNumber, answers);
        return recorded;
    }

    /// <summary>Twins are two people who look like one: same day of birth, telephone, address, nearly the same name and number.</summary>
    private void AnswerTwin(int resident, Institution institution, string number, List<Answer> answers)
    {
        var twin = _names.Twin(resident);
        if (twin < 0) return;
        answers.Add(new Answer("duplicate-identity", "twins", institution.Source, "patient", number,
            ("resident", resident.ToString(CultureInfo.InvariantCulture)), ("same_person", "false"), ("other_resident", twin.ToString(CultureInfo.InvariantCulture)),
            ("other_source", institution.Source), ("other_number", Number(institution, twin, MainSlot(twin, institution))), ("differs", "name;national_id")));
    }

    private RecordedPerson Borrowed(ResidentId id, Institution institution, long visitKey, DateOnly day, ref RandomStream stream, List<Answer> answers)
    {
        var owner = CardOwner(id.Value, day, ref stream);
        var details = Details(id, day);
        if (details.NationalId.Length == 0) return Newborn(id, institution, details, answers);
        if (owner < 0 || !new RandomStream(_options.Seed, RandomPurpose.Identity, visitKey, 600 + institution.Index).Chance(VisitsWithBorrowedCard))
        {
            var own = Recorded(id, institution, MainSlot(id.Value, institution), details);
            AnswerTwin(id.Value, institution, own.RecordNumber, answers);
            return own;
        }

        var number = Number(institution, owner, MainSlot(owner, institution));
        answers.Add(new Answer("duplicate-identity", "borrowed-card", institution.Source, "patient", number,
            ("resident", id.Value.ToString(CultureInfo.InvariantCulture)), ("same_person", "false"), ("card_of_resident", owner.ToString(CultureInfo.InvariantCulture)),
            ("other_source", institution.Source), ("other_number", Number(institution, id.Value, MainSlot(id.Value, institution))),
            ("visit_key", visitKey.ToString(CultureInfo.InvariantCulture)), ("differs", "everything")));
        return new RecordedPerson { RecordNumber = number, Details = Details(new ResidentId(owner), day), Truth = id };
    }

    /// <summary>Somebody near by of the same sex and at most ten years older or younger; −1 if there is none.</summary>
    private int CardOwner(int resident, DateOnly day, ref RandomStream stream)
    {
        ref readonly var row = ref _rows[resident];
        if (day.DayNumber - row.BirthDay < 18 * 366) return -1;
        var community = Map.Communities[row.Community];
        var start = stream.Below(community.ResidentCount);
        for (var i = 0; i < Math.Min(200, community.ResidentCount); i++)
        {
            var other = community.FirstResident + (start + i) % community.ResidentCount;
            if (other == resident || _rows[other].Sex != row.Sex || Math.Abs(_rows[other].BirthDay - row.BirthDay) > 3652 || day.DayNumber - _rows[other].BirthDay < 18 * 366) continue;
            // Present all the time, so that the card is the same at every visit.
            if (_rows[other].MovedIn == 0 && _rows[other].MovedOut == ResidentRow.Never && _rows[other].Death == ResidentRow.Never) return other;
        }

        return -1;
    }

    /// <summary>The details with the desk's slip; null where this person cannot have it.</summary>
    private PersonDetails? Slipped(int resident, PersonDetails details, IdentitySlip kind, DateOnly day, ref RandomStream stream)
    {
        switch (kind)
        {
            case IdentitySlip.PhoneChanged:
                return details with { Phone = PhoneOf((long)Count + resident) };
            case IdentitySlip.MarriedName:
                ref readonly var row = ref _rows[resident];
                var since = _firstDay + stream.Below(_options.To.DayNumber - _firstDay + 1);
                if (row.Sex != Sex.Female || row.Spouse < 0 || details.EthnicCode != "01" || day.DayNumber < since) return null;
                var husband = _names.Name(row.Spouse).Family;
                var own = _names.Name(resident);
                // The husband's name before one's own, as in 王李丽芳.
                return details with { FullName = husband.Text + details.FullName, FamilyName = husband.Text + details.FamilyName, Pinyin = husband.Pinyin + own.Family.Pinyin.ToLowerInvariant() + " " + own.Given.Pinyin };
            default:
                return IdentitySlips.Apply(details, kind, ref stream);
        }
    }
}
