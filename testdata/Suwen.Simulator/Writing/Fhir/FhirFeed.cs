using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Faults;

namespace Suwen.Simulator.Writing.Fhir;

/// <summary>
/// The FHIR R4 interface of a hospital: resources on the day on which they come to be. A patient comes with each visit, stamped with its time, so that each is a version of its own;
/// an encounter of several days comes at its beginning and again at its end. Practitioners, departments and the house itself come on the first day of each month.
/// </summary>
internal sealed partial class FhirFeed : IFeed
{
    private readonly House _house;
    private readonly FeedChannel _channel;
    private readonly FeedChannel[] _channels;
    private readonly JsonLine _json = new();
    private readonly bool _hasLocalCodings;
    private byte[] _sent = new byte[8192];
    private IFeedSink _sink = null!;
    private ShownPerson _person;
    private string _patient = "";
    private string _encounter = "";

    public FhirFeed(World world, Institution institution)
    {
        _house = new House(world, institution);
        _channel = new FeedChannel(institution.Source, "fhir", Door.FhirHttp, "ndjson", FilePeriod.Day);
        _channels = [_channel];
        _hasLocalCodings = institution.Source == "county-hospital";
    }

    public IReadOnlyList<FeedChannel> Channels => _channels;

    public bool HasNotes => true;

    public bool Wants(Visit visit) => visit.Institution.Index == _house.Institution.Index;

    public void WriteDay(DateOnly day, IFeedSink sink)
    {
        _sink = sink;
        _house.PlantTerms(day, sink);
        if (day.Day == 1 || day == _house.FirstDay) WriteDirectory(day.ToDateTime(new TimeOnly(0, 10)));
    }

    public void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        _sink = sink;
        _person = _house.Show(visit);
        _patient = _person.RecordNumber;
        _encounter = visit.Number;
        var isLast = House.IsLastDay(visit, day);
        if (House.IsFirstDay(visit, day)) WriteFirstDay(visit, isLast);
        for (var i = 0; i < visit.Diagnoses.Count; i++)
        {
            if (House.IsOf(visit.Diagnoses[i].At, visit, day)) WriteCondition(visit, i);
        }

        for (var i = 0; i < visit.Orders.Count; i++)
        {
            if (visit.Orders[i].Kind is OrderKind.Drug or OrderKind.Herbal && House.IsOf(visit.Orders[i].At, visit, day)) WriteMedication(visit, i);
        }

        WriteResults(visit, day);
        for (var i = 0; i < visit.Procedures.Count; i++)
        {
            if (House.IsOf(visit.Procedures[i].End, visit, day)) WriteProcedure(visit, i);
        }

        for (var i = 0; i < visit.Notes.Count; i++)
        {
            if (House.IsOf(visit.Notes[i].At, visit, day)) WriteNote(visit, i);
        }

        if (isLast) WriteLastDay(visit);
    }

    private void WriteFirstDay(Visit visit, bool isLast)
    {
        WritePatient(visit);
        if (_person.Slip != Slip.None) _sink.Plant(_house.Faults.AnswerFor(_person.Slip, "patient", _patient, [("visit", visit.Number), .. _person.Truth]));
        if (!isLast) WriteEncounter(visit, isFinished: false);
        for (var i = 0; i < visit.Allergies.Count; i++) WriteAllergy(visit, i);
        if (visit.Vaccination is not null) WriteImmunization(visit);
    }

    private void WriteLastDay(Visit visit)
    {
        WriteEncounter(visit, isFinished: true);
        if (visit.Fees.Count > 0) WriteClaim(visit);
    }

    private void WriteResults(Visit visit, DateOnly day)
    {
        for (var i = 0; i < visit.Vitals.Count; i++)
        {
            if (House.IsOf(visit.Vitals[i].At, visit, day)) WriteVitals(visit, i);
        }

        for (var i = 0; i < visit.LabReports.Count; i++)
        {
            if (House.IsOf(visit.LabReports[i].ReportedAt, visit, day)) WriteLab(visit, i);
        }

        for (var i = 0; i < visit.Exams.Count; i++)
        {
            if (House.IsOf(visit.Exams[i].ReportedAt, visit, day)) WriteExam(visit, i);
        }

        for (var i = 0; i < visit.Nursing.Count; i++)
        {
            if (House.IsOf(visit.Nursing[i].At, visit, day)) WriteNursing(visit, i);
        }
    }

    /// <summary>Begins a resource with its id.</summary>
    private JsonLine Resource(ReadOnlySpan<byte> type, string id, DateTime? updated = null)
    {
        _json.Begin();
        _json.Text("resourceType"u8, type, "").Text("id"u8, id);
        if (updated is { } time) _json.Open("meta"u8).Time("lastUpdated"u8, time).Close();
        return _json;
    }

    private JsonLine Subject(ReadOnlySpan<byte> name) => _json.Reference(name, "Patient/"u8, _patient);

    private JsonLine Encounter() => _json.Reference("encounter"u8, "Encounter/"u8, _encounter);

    /// <summary>Ends the resource and sends it, damaged in its bytes or twice where the slip says so.</summary>
    private void Send(string type, DateTime at, string id, Slip slip = Slip.None)
    {
        _json.Close();
        var bytes = _json.Output.Written;
        if (slip is Slip.Truncated or Slip.BadBytes)
        {
            if (_sent.Length < bytes.Length) _sent = new byte[bytes.Length * 2];
            bytes.CopyTo(_sent);
            var length = bytes.Length;
            if (slip == Slip.Truncated) length = WholeCharacters(bytes, length * 2 / 3);
            else _sent[bytes.LastIndexOf((byte)'"') - 1] = 0xFF;
            bytes = _sent.AsSpan(0, length);
        }

        _sink.Record(_channel, type, at, bytes, FaultPlan.FateOf(slip));
        if (slip == Slip.Resent) _sink.Record(_channel, type, at.AddSeconds(30), bytes, ExpectedFate.Duplicate);
        if (slip != Slip.None) _sink.Plant(_house.Faults.AnswerFor(slip, type, id, ("patient", _person.RecordNumber)));
    }

    /// <summary>A place at or before the one given that cuts no character.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> utf8, int at)
    {
        while (at > 0 && (utf8[at] & 0xC0) == 0x80) at--;
        return at;
    }

    private Slip Draw(RecordShape shape, Visit visit, char letter, int index)
    {
        var slip = _house.Faults.Draw(shape, visit.Key, ((long)letter << 32) | (uint)index);
        return slip == Slip.ColumnCount ? Slip.None : slip;
    }

    private static string Indexed(string number, char letter, int index) => string.Create(CultureInfo.InvariantCulture, $"{number}-{letter}{index + 1}");

    private static string SystemOf(string vocabulary) => vocabulary switch
    {
        "LOINC" => "http://loinc.org",
        "ICD10CN" => "urn:oid:2.16.156.10011.2.3.3.11",
        "ICD9ProcCN" => "urn:oid:2.16.156.10011.2.3.3.12",
        "ATC" => "http://www.whocc.no/atc",
        "CVX" => "http://hl7.org/fhir/sid/cvx",
        _ => vocabulary,
    };
}
