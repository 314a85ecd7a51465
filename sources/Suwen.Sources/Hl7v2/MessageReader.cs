using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;
using Suwen.Standards.Time;

namespace Suwen.Sources.Hl7v2;

/// <summary>
/// Reads one message segment by segment and states its rows. The parts of this type follow the subjects of the standard's chapters:
/// persons, visits, orders, observations, drugs, documents, diagnoses, charges, appointments.
/// </summary>
internal ref partial struct MessageReader
{
    /// <summary>Separates the parts of a key; no field of a message can hold it.</summary>
    private const byte Unit = 0x1F;

    /// <summary>OMOP type concept "EHR".</summary>
    private const long FromHealthRecord = 32817;

    private readonly Hl7Message message;
    private readonly RecordSink sink;
    private readonly Hl7v2Scratch scratch;
    private readonly CharacterSet characterSet;
    private readonly MessageType type;

    private Mention person = Mention.None;
    private Mention visit = Mention.None;
    private ClinicalTime eventTime;
    private bool hasEventTime;
    private int current;

    /// <summary>Last PID or PV1 that a segment before it has read already.</summary>
    private int readAhead = -1;

    private Mention firstPerson = Mention.None;
    private bool isSecondPerson;

    /// <summary>The ORC of the order being read, and what its results share.</summary>
    private int orderControl = -1;
    private Mention order = Mention.None;
    private Mention specimen = Mention.None;
    private ClinicalTime orderTime;
    private bool hasOrderTime;
    private OrderKind orderKind;

    /// <summary>True after TXA: the text that follows is the document's.</summary>
    private bool inDocument;

    public MessageReader(Hl7Message message, RecordSink sink, Hl7v2Scratch scratch, CharacterSet characterSet, MessageType type)
    {
        this.message = message;
        this.sink = sink;
        this.scratch = scratch;
        this.characterSet = characterSet;
        this.type = type;
        scratch.PersonKey.Clear();
        scratch.VisitKey.Clear();
        scratch.OrderKey.Clear();
        scratch.ObservationScope.Clear();
    }

    /// <summary>Identifies the message and states its rows, or the reason why it cannot be read.</summary>
    /// <param name="content">The message's bytes as received.</param>
    /// <param name="defaultOffsetMinutes">Offset from UTC of times that state none.</param>
    public void Read(scoped ReadOnlySpan<byte> content, int defaultOffsetMinutes)
    {
        Identify(content, defaultOffsetMinutes);
        if (type.Family == MessageFamily.Kept)
        {
            return;
        }

        if (type.NeedsPerson && message.Find("PID"u8) < 0)
        {
            sink.Reject(RejectReasons.MissingPerson, "PID", "The message is about a patient and has no PID segment. Let the sending system send PID with this event.");
            return;
        }

        for (current = 0; current < message.SegmentCount && !sink.IsRejected; current++)
        {
            ReadSegment(message[current]);
        }

        LinkListedPersons();
    }

    /// <summary>
    /// A message is the same message when sender, time, type and control id are the same: senders use a control id again for another event
    /// or after their counter has turned. Without a control id only equal bytes are the same message.
    /// </summary>
    private void Identify(scoped ReadOnlySpan<byte> content, int defaultOffsetMinutes)
    {
        var header = message[0];
        var key = scratch.MessageKey.Clear();
        if (header[10].HasValue)
        {
            key.Append(header[3].Raw).Append(Unit).Append(header[4].Raw).Append(Unit).Append(header[7].Raw).Append(Unit).Append(header[9].Raw).Append(Unit).Append(header[10].Raw);
        }
        else
        {
            key.Append(content);
        }

        ReadEventTime(header);
        sink.Identify(sink.RecordKey(key.Span), content, VersionTime(header, defaultOffsetMinutes));
    }

    /// <summary>When it happened: EVN-6 event occurred, else EVN-2 recorded, else MSH-7 sent.</summary>
    private void ReadEventTime(Hl7Segment header)
    {
        var evn = message.Find("EVN"u8);
        hasEventTime = (evn >= 0 && (TryTime(message[evn][6].Value(1), out eventTime) || TryTime(message[evn][2].Value(1), out eventTime)))
            || TryTime(header[7].Value(1), out eventTime);
    }

    private readonly long? VersionTime(Hl7Segment header, int defaultOffsetMinutes)
    {
        var evn = message.Find("EVN"u8);
        return (evn >= 0 && TryTime(message[evn][2].Value(1), out var time)) || TryTime(header[7].Value(1), out time)
            ? time.ToUtcMicros(defaultOffsetMinutes)
            : null;
    }

    private void ReadSegment(Hl7Segment segment)
    {
        switch (segment.NameCode)
        {
            case ('P' << 16) | ('I' << 8) | 'D':
                if (current > readAhead)
                {
                    ReadPatient(segment);
                }

                break;
            case ('M' << 16) | ('R' << 8) | 'G':
                ReadMerge(segment);
                break;
            case ('P' << 16) | ('V' << 8) | '1':
                if (current > readAhead)
                {
                    ReadVisit(segment);
                }

                break;
            case ('A' << 16) | ('L' << 8) | '1':
                ReadAllergy(segment);
                break;
            case ('I' << 16) | ('A' << 8) | 'M':
                ReadAdverseReaction(segment);
                break;
            case ('D' << 16) | ('G' << 8) | '1':
                ReadDiagnosis(segment);
                break;
            case ('P' << 16) | ('R' << 8) | 'B':
                ReadProblem(segment);
                break;
            case ('P' << 16) | ('R' << 8) | '1':
                ReadProcedure(segment);
                break;
            case ('I' << 16) | ('N' << 8) | '1':
                ReadInsurance(segment);
                break;
            case ('G' << 16) | ('T' << 8) | '1':
                ReadGuarantor(segment);
                break;
            default:
                ReadOrderSegment(segment);
                break;
        }
    }

    private void ReadOrderSegment(Hl7Segment segment)
    {
        switch (segment.NameCode)
        {
            case ('O' << 16) | ('R' << 8) | 'C':
                BeginOrder(current);
                break;
            case ('O' << 16) | ('B' << 8) | 'R':
                ReadOrderDetail(segment);
                break;
            case ('O' << 16) | ('B' << 8) | 'X':
                ReadObservation(segment);
                break;
            case ('N' << 16) | ('T' << 8) | 'E':
                ReadComment();
                break;
            case ('S' << 16) | ('P' << 8) | 'M':
                ReadSpecimen(segment);
                break;
            case ('R' << 16) | ('X' << 8) | 'O':
                ReadDrugOrder(segment);
                break;
            case ('R' << 16) | ('X' << 8) | 'E':
                ReadEncodedDrug(segment);
                break;
            case ('R' << 16) | ('X' << 8) | 'D':
                ReadDispense(segment);
                break;
            case ('R' << 16) | ('X' << 8) | 'A':
                ReadAdministration(segment);
                break;
            case ('T' << 16) | ('X' << 8) | 'A':
                ReadDocument(segment);
                break;
            case ('S' << 16) | ('C' << 8) | 'H':
                ReadAppointment(segment);
                break;
            case ('R' << 16) | ('F' << 8) | '1':
                ReadReferral(segment);
                break;
            case ('F' << 16) | ('T' << 8) | '1':
                ReadCharge(segment);
                break;
        }
    }
}
