using Suwen.Simulator.Care;

namespace Suwen.Simulator.Notes;

public sealed partial class NoteWriter
{
    private PastIllness _past;
    private AllergyFact? _allergy;

    private bool FillHistory(Node node)
    {
        switch (node.Slot)
        {
            case Slot.Past: return AppendPast();
            case Slot.PastName: Append(_past.Name); return true;
            case Slot.PastYears: AppendCount(_past.Years); return true;
            case Slot.Allergy: return AppendAllergies();
            case Slot.AllergyReaction: Append(_allergy!.Reaction); return _allergy.Reaction.Length > 0;
            case Slot.Smoking: return AppendHabit(_case.Smokes, "吸烟");
            case Slot.SmokingYears: return _case.Smokes && AppendHabitNumber(_case.SmokingYears, "年", "吸烟", "吸烟年限");
            case Slot.SmokingDaily: return _case.Smokes && AppendHabitNumber(_case.CigarettesDaily, "支/日", "吸烟", "每日吸烟量");
            case Slot.Alcohol: return AppendHabit(_case.Drinks, "饮酒");
            case Slot.AlcoholYears: return _case.Drinks && AppendHabitNumber(_case.DrinkingYears, "年", "饮酒", "饮酒年限");
            case Slot.AlcoholDaily: return _case.Drinks && AppendHabitNumber(_case.AlcoholGramsDaily, "g/日", "饮酒", "每日酒精量");
            case Slot.Family: return AppendFamily();
            case Slot.FamilyMember: Append(_case.FamilyMember); return _case.FamilyIllness.Length > 0;
            case Slot.PastOperation: return AppendPastOperation();
            default: return FillWomen(node);
        }
    }

    private bool FillWomen(Node node)
    {
        var start = _length;
        switch (node.Slot)
        {
            case Slot.Menarche: AppendNumber(_case.Menarche); Fact(start, "menstrual", "", "初潮年龄", Written(start), "岁"); return true;
            case Slot.Cycle: Append("28-30"); Fact(start, "menstrual", "", "月经周期", "28-30", "天"); return true;
            case Slot.LastMenses:
                var days = 3 + (int)(NoteStyle.Fingerprint(_visit.Number) % 24);
                AppendDate(_visit.Start.AddDays(-days));
                Fact(start, "menstrual", "", "末次月经", Written(start));
                return true;
            case Slot.MarriageAge: AppendNumber(_case.MarriageAge); Fact(start, "marriage", "", "结婚年龄", Written(start), "岁"); return true;
            case Slot.Children: AppendCount(_case.Children); Fact(start, "marriage", "", "子女数", Shared(_case.Children)); return true;
            default: return false;
        }
    }

    private bool AppendPast()
    {
        var count = 0;
        foreach (var past in _case.Past)
        {
            if (count++ > 0) Append(_style.IsHalfWidth ? "," : "，");
            _past = past;
            var start = _length;
            if (Include(_pastPhrase)) Fact(start, "history", past.Code, past.Name, Shared(past.Years), "年", NoteAssertion.Past);
        }
        return count > 0;
    }

    private bool AppendAllergies()
    {
        var count = 0;
        foreach (var allergy in _visit.Allergies)
        {
            if (count++ > 0) Append('、');
            _allergy = allergy;
            var start = _length;
            Append(allergy.Substance.Name);
            Fact(start, "allergy", allergy.Substance.Code, allergy.Substance.Name, allergy.Reaction);
            Include(_allergyPhrase);
        }
        return count > 0;
    }

    private bool AppendHabit(bool isGiven, string habit)
    {
        var start = _length;
        Append(habit);
        Fact(start, "habit", "", habit, assertion: isGiven ? NoteAssertion.Present : NoteAssertion.Absent);
        return true;
    }

    private bool AppendHabitNumber(int number, string unit, string habit, string name)
    {
        var start = _length;
        AppendCount(number);
        var value = Shared(number);
        Append(unit);
        Fact(start, "habit", "", name, value, unit);
        return habit.Length > 0;
    }

    private bool AppendFamily()
    {
        if (_case.FamilyIllness.Length == 0) return false;
        var start = _length;
        Append(_case.FamilyIllness);
        Fact(start, "family-history", "", _case.FamilyIllness, _case.FamilyMember, "", NoteAssertion.Family);
        return true;
    }

    private bool AppendPastOperation()
    {
        if (!_case.HadAppendectomy || _case.Has("阑尾炎")) return false;
        var start = _length;
        Append("阑尾切除术");
        Fact(start, "procedure", "", "阑尾切除术", assertion: NoteAssertion.Past);
        return true;
    }
}
