using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Faults;

namespace Suwen.Simulator.Writing.Hl7;

/// <summary>Orders, drugs, vaccinations and fees (HL7 v2.4 chapters 4 and 6).</summary>
internal sealed partial class Hl7Feed
{
    private string TypeOf(OrderKind kind) => kind switch
    {
        OrderKind.Drug or OrderKind.Herbal => _dialect.DrugOrder,
        OrderKind.Laboratory => _dialect.LabOrder,
        _ => _dialect.ServiceOrder,
    };

    private void WriteOrders(Visit visit, in Event happened)
    {
        var first = visit.Orders[happened.Index];
        var kind = TypeOf(first.Kind);
        var slip = Draw(RecordShape.Order, visit, 'O', happened.Index);
        if (slip == Slip.ColumnCount) slip = Slip.None;
        BeginMessage(visit, kind, first.At, 'O', happened.Index, hasEvent: false);
        AddPatientAndVisit();
        for (var i = 0; i < happened.Count; i++)
        {
            var order = visit.Orders[happened.Index + i];
            _message.Segment("ORC|NW"u8).F(order.Number).Skip(4);
            if (order.Frequency.Length > 0) Timing(order);
            else _message.Skip(1);
            _message.Skip(1).F(slip == Slip.FutureDate ? order.At.AddYears(1) : order.At).Skip(2).Person(order.Doctor).End();
            if (order.Kind is OrderKind.Drug or OrderKind.Herbal) WriteDrug(order);
            else WriteService(order, i + 1);
        }

        Send(visit, kind, first.At, slip, 'O', happened.Index);
    }

    private void WriteService(MedicalOrder order, int number)
    {
        _message.Segment("OBR"u8).F(number).F(order.Number).Skip(1).Coded(order.Item, _house.Terms.Vocabulary).Skip(19).Skip(order.Kind == OrderKind.Laboratory ? 0 : 1);
        if (order.Kind == OrderKind.Laboratory) _message.Raw("LAB"u8);
        _message.End();
    }

    private void Timing(MedicalOrder order)
    {
        _message.F("").C(order.Frequency).C(order.Days > 0 ? "D" + order.Days.ToString(System.Globalization.CultureInfo.InvariantCulture) : "").C(order.At);
        if (order.Stop is { } stop) _message.C(stop);
    }

    private void WriteDrug(MedicalOrder order)
    {
        _message.Segment("RXE"u8);
        Timing(order);
        _message.Coded(_house.Terms.Drug(order.Item), _house.Terms.Vocabulary);
        if (order.Atc.Length > 0) _message.C(order.Atc).C(order.Item.Name).C("ATC");
        if (order.Dose.Units > 0) _message.F(order.Dose);
        else _message.Skip(1);
        _message.Skip(1).F(order.DoseUnit).Skip(1).F("").C(order.Frequency.Length > 0 ? $"{order.Dose}{order.DoseUnit} {order.Frequency} {order.Route}" : order.Route).Skip(2);
        if (order.Quantity.Units > 0) _message.F(order.Quantity);
        else _message.Skip(1);
        _message.F(order.QuantityUnit).Skip(3).F(order.Number).End();
        if (order.Route.Length > 0) _message.Segment("RXR"u8).F(order.Route).End();
    }

    private void WriteVaccination(Visit visit)
    {
        var vaccination = visit.Vaccination!;
        BeginMessage(visit, "VXU^V04", vaccination.At, 'I', 0, hasEvent: false);
        AddPatientAndVisit();
        _message.Segment("ORC|RE|"u8).F(visit.Number).End();
        _message.Segment("RXA|0"u8).F(vaccination.Dose).F(vaccination.At).F(vaccination.At).Coded(vaccination.Vaccine, "CVX").F(1).F("剂").Skip(2).Person(visit.Nurse).Skip(4).F(vaccination.Lot).Skip(1).F(vaccination.Maker).Skip(2).Raw("CP"u8).Raw("A"u8).End();
        Send(visit, "VXU^V04", vaccination.At, Slip.None, 'I', 0);
    }

    private void WriteFees(Visit visit, in Event happened)
    {
        var slip = Draw(RecordShape.Fee, visit, 'F', happened.Index);
        if (slip == Slip.ColumnCount) slip = Slip.None;
        BeginMessage(visit, "DFT^P03", happened.At, 'F', happened.Index, hasEvent: true);
        AddPatientAndVisit();
        for (var i = 0; i < happened.Count; i++)
        {
            var fee = visit.Fees[happened.Index + i];
            _message.Segment("FT1"u8).F(i + 1).F(fee.Number).Skip(1).F(fee.At).Skip(1).Raw("CG"u8).Coded(fee.Item, _house.Terms.Vocabulary).F(fee.Category).Skip(1);
            _message.F(Short(fee.QuantityThousandths)).F(new FixedNumber(fee.AmountFen, 2));
            _message.Text.Add("&CNY"u8);
            _message.F(new FixedNumber(fee.UnitPriceFen, 2));
            _message.Text.Add("&CNY"u8);
            _message.F(visit.Department.Code).End();
        }

        Send(visit, "DFT^P03", happened.At, slip, 'F', happened.Index);
    }

    /// <summary>Thousandths without needless zeros.</summary>
    private static FixedNumber Short(int thousandths) =>
        thousandths % 1000 == 0 ? new FixedNumber(thousandths / 1000, 0) : new FixedNumber(thousandths, 3);
}
