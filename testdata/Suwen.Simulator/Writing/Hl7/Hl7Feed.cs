using System.Text;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Hl7;

/// <summary>
/// The HL7 v2 interface of a hospital: a message for each event of a visit, in the order of time within the visit and day. Control ids are made of the visit's key and the event, so that they are the same whenever the message is made again.
/// </summary>
internal sealed partial class Hl7Feed : IFeed
{
    private enum EventKind : byte { Cancelled, CancelledUndone, Begin, Diagnoses, Order, Lab, Vitals, Exam, Nursing, Move, Procedure, Note, Fees, Vaccination, End }

    /// <summary>An event of the visit: the time, the part of the visit that it is about, and how many parts.</summary>
    private readonly record struct Event(DateTime At, EventKind Kind, int Index, int Count);

    private static readonly Comparison<Event> ByTime = (left, right) =>
        left.At != right.At ? left.At.CompareTo(right.At) : left.Kind != right.Kind ? left.Kind.CompareTo(right.Kind) : left.Index.CompareTo(right.Index);

    private readonly House _house;
    private readonly Hl7Dialect _dialect;
    private readonly FeedChannel _channel;
    private readonly FeedChannel[] _channels;
    private readonly Hl7Writer _message;
    private readonly Hl7Writer _patient;
    private readonly Hl7Writer _visit;
    private readonly Gb18030Encoder? _gb18030;
    private readonly List<Event> _events = [];
    private readonly string _controlPrefix;
    private byte[] _sent = new byte[8192];
    private IFeedSink _sink = null!;
    private ShownPerson _person;

    public Hl7Feed(World world, Institution institution, Hl7Dialect dialect)
    {
        _house = new House(world, institution);
        _dialect = dialect;
        _channel = new FeedChannel(institution.Source, "hl7v2", Door.Mllp, "hl7", FilePeriod.Day);
        _channels = [_channel];
        _message = new Hl7Writer(dialect.HasSeconds);
        _patient = new Hl7Writer(dialect.HasSeconds);
        _visit = new Hl7Writer(dialect.HasSeconds);
        _gb18030 = dialect.IsGb18030 ? new Gb18030Encoder() : null;
        _controlPrefix = _house.Authority;
    }

    public IReadOnlyList<FeedChannel> Channels => _channels;

    public bool HasNotes => true;

    public bool Wants(Visit visit) => visit.Institution.Index == _house.Institution.Index;

    public void WriteDay(DateOnly day, IFeedSink sink) => _house.PlantTerms(day, sink);

    public void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        _sink = sink;
        _person = _house.Show(visit);
        WritePatient(_person, visit);
        WriteVisit(visit, visit.Number, hasEnd: false);
        CollectEvents(visit, day);
        if (House.IsFirstDay(visit, day) && _person.Slip != Slip.None)
        {
            sink.Plant(_house.Faults.AnswerFor(_person.Slip, "patient", _person.RecordNumber, [("visit", visit.Number), .. _person.Truth]));
        }

        foreach (var happened in _events) WriteEvent(visit, happened);
    }

    private void WriteEvent(Visit visit, in Event happened)
    {
        switch (happened.Kind)
        {
            case EventKind.Cancelled or EventKind.CancelledUndone:
                WriteCancelled(visit, happened);
                break;
            case EventKind.Begin:
                WriteBegin(visit);
                break;
            case EventKind.Move:
                WriteMove(visit, happened);
                break;
            case EventKind.End:
                WriteEnd(visit);
                break;
            case EventKind.Diagnoses:
                WriteDiagnoses(visit, happened);
                break;
            case EventKind.Procedure:
                WriteProcedure(visit, happened);
                break;
            case EventKind.Order:
                WriteOrders(visit, happened);
                break;
            case EventKind.Lab:
                WriteLab(visit, happened.Index);
                break;
            case EventKind.Vitals:
                WriteVitals(visit, happened.Index);
                break;
            case EventKind.Exam:
                WriteExam(visit, happened.Index);
                break;
            case EventKind.Nursing:
                WriteNursing(visit, happened.Index);
                break;
            case EventKind.Note:
                WriteNote(visit, happened.Index);
                break;
            case EventKind.Fees:
                WriteFees(visit, happened);
                break;
            case EventKind.Vaccination:
                WriteVaccination(visit);
                break;
        }
    }

    private void CollectEvents(Visit visit, DateOnly day)
    {
        _events.Clear();
        if (IsCancelledFirst(visit))
        {
            Collect(visit, day, visit.Start.AddMinutes(-9), EventKind.Cancelled, 0);
            Collect(visit, day, visit.Start.AddMinutes(-2), EventKind.CancelledUndone, 0);
        }

        Collect(visit, day, visit.Start, EventKind.Begin, 0);
        CollectRuns(visit, day);
        for (var i = 0; i < visit.LabReports.Count; i++) Collect(visit, day, visit.LabReports[i].ReportedAt, EventKind.Lab, i);
        for (var i = 0; i < visit.Vitals.Count; i++) Collect(visit, day, visit.Vitals[i].At, EventKind.Vitals, i);
        for (var i = 0; i < visit.Exams.Count; i++) Collect(visit, day, visit.Exams[i].ReportedAt, EventKind.Exam, i);
        for (var i = 0; i < visit.Nursing.Count; i++) Collect(visit, day, visit.Nursing[i].At, EventKind.Nursing, i);
        for (var i = 0; i < visit.Moves.Count; i++) Collect(visit, day, visit.Moves[i].At, EventKind.Move, i);
        for (var i = 0; i < visit.Procedures.Count; i++) Collect(visit, day, visit.Procedures[i].End, EventKind.Procedure, i);
        for (var i = 0; i < visit.Notes.Count; i++) Collect(visit, day, visit.Notes[i].At, EventKind.Note, i);
        if (visit.Vaccination is { } vaccination) Collect(visit, day, vaccination.At, EventKind.Vaccination, 0);
        if (House.IsLastDay(visit, day)) _events.Add(new Event(visit.End, EventKind.End, 0, 1));
        _events.Sort(ByTime);
    }

    /// <summary>Diagnoses of one moment, orders of one moment and kind, and the fees of one day go into one message each.</summary>
    private void CollectRuns(Visit visit, DateOnly day)
    {
        var diagnoses = visit.Diagnoses;
        for (int i = 0, next; i < diagnoses.Count; i = next)
        {
            next = i + 1;
            while (next < diagnoses.Count && diagnoses[next].At == diagnoses[i].At) next++;
            Collect(visit, day, diagnoses[i].At, EventKind.Diagnoses, i, next - i);
        }

        var orders = visit.Orders;
        for (int i = 0, next; i < orders.Count; i = next)
        {
            next = i + 1;
            while (next < orders.Count && orders[next].At == orders[i].At && TypeOf(orders[next].Kind) == TypeOf(orders[i].Kind)) next++;
            Collect(visit, day, orders[i].At, EventKind.Order, i, next - i);
        }

        var fees = visit.Fees;
        for (int i = 0, next; i < fees.Count; i = next)
        {
            next = i + 1;
            while (next < fees.Count && fees[next].At.Date == fees[i].At.Date) next++;
            Collect(visit, day, fees[next - 1].At, EventKind.Fees, i, next - i);
        }
    }

    private void Collect(Visit visit, DateOnly day, DateTime at, EventKind kind, int index, int count = 1)
    {
        if (House.IsOf(at, visit, day)) _events.Add(new Event(at, kind, index, count));
    }

    /// <summary>MSH, and EVN where the kind has one. <paramref name="letter"/> and <paramref name="index"/> tell the messages of the visit apart.</summary>
    private void BeginMessage(Visit visit, string kind, DateTime at, char letter, int index, bool hasEvent)
    {
        var text = _message.Text;
        text.Clear();
        text.Add("MSH|^~\\&|"u8);
        text.Add(Hl7Dialect.SendingApplication);
        text.Add("|"u8);
        text.Add(_house.Institution.Source);
        text.Add("|SUWEN|REGION|"u8);
        text.AddTime14(at);
        text.Add("||"u8);
        text.Add(kind);
        text.Add((byte)'|');
        AddControlId(text, visit.Key, letter, index);
        text.Add("|P|"u8);
        text.Add(_dialect.Version);
        text.Add("|||AL|NE|CHN|"u8);
        text.Add(_dialect.CharacterSet);
        text.Add((byte)'\r');
        if (hasEvent)
        {
            text.Add("EVN|"u8);
            text.Add(kind.AsSpan(4));
            _message.F(at).End();
        }
    }

    private void AddControlId(Utf8Record text, long visitKey, char letter, int index)
    {
        text.Add(_controlPrefix);
        text.Add((byte)letter);
        Base36(text, visitKey);
        text.Add((byte)'-');
        Base36(text, index);
    }

    private static void Base36(Utf8Record text, long value)
    {
        Span<byte> digits = stackalloc byte[14];
        var at = digits.Length;
        do
        {
            digits[--at] = (byte)"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(int)(value % 36)];
            value /= 36;
        }
        while (value > 0);
        text.Add(digits[at..]);
    }

    private string ControlId(long visitKey, char letter, int index)
    {
        var text = new Utf8Record();
        AddControlId(text, visitKey, letter, index);
        return Encoding.ASCII.GetString(text.Written);
    }

    /// <summary>Sends the message, damaged in its bytes or twice where the slip says so.</summary>
    private void Send(Visit visit, string kind, DateTime at, Slip slip, char letter, int index)
    {
        var utf8 = _message.Text.Written;
        if (slip == Slip.Truncated)
        {
            // Cut behind the first field of PID: no reader can know whose message it was. The frame or line end still comes.
            var pid = utf8.IndexOf("\rPID|1|"u8);
            utf8[..(pid + 7)].CopyTo(_sent);
            _sent[pid + 7] = (byte)'\r';
            utf8 = _sent.AsSpan(0, pid + 8);
        }

        var bytes = utf8;
        if (_gb18030 is not null) bytes = _gb18030.Encode(utf8);
        if (slip == Slip.BadBytes)
        {
            if (_sent.Length < bytes.Length) _sent = new byte[bytes.Length * 2];
            bytes.CopyTo(_sent);
            _sent[bytes.Length - 2] = 0xFF;
            bytes = _sent.AsSpan(0, bytes.Length);
        }

        _sink.Record(_channel, slip == Slip.BadBytes ? "unknown" : kind, at, bytes, FaultPlan.FateOf(slip));
        if (slip == Slip.Resent) _sink.Record(_channel, kind, at.AddSeconds(30), bytes, ExpectedFate.Duplicate);
        if (slip != Slip.None) _sink.Plant(_house.Faults.AnswerFor(slip, "message", ControlId(visit.Key, letter, index), ("message_type", kind), ("visit", visit.Number)));
    }

    private Slip Draw(RecordShape shape, Visit visit, char letter, int index) => _house.Faults.Draw(shape, visit.Key, ((long)letter << 32) | (uint)index);
}
