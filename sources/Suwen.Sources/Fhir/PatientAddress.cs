using Suwen.Governance.Gate;

namespace Suwen.Sources.Fhir;

/// <summary>A patient's address as columns of <c>cn_source_person</c>.</summary>
internal static class PatientAddress
{
    private static readonly int Address = PatientRows.Persons["address"];
    private static readonly int CountyCode = PatientRows.Persons["county_code"];
    private static readonly int Postcode = PatientRows.Persons["postcode"];
    private const int MaxAddressBytes = 2048;

    /// <summary>The home address, else the first that is not an old one.</summary>
    public static JsonNode Choose(JsonNode addresses)
    {
        JsonNode chosen = default;
        foreach (var address in addresses)
        {
            if (address["use"u8].Is("home"u8))
            {
                return address;
            }

            if (!chosen.Exists || chosen["use"u8].Is("old"u8))
            {
                chosen = address;
            }
        }

        return chosen;
    }

    public static void Write(RowWriter row, JsonNode addresses)
    {
        var address = Choose(addresses);
        WriteText(row, Address, address);
        row.Text(Postcode, address["postalCode"u8].Text);
        row.Text(CountyCode, CountyOf(address));
    }

    /// <summary>The address as one text: as sent, else from the largest division to the house where it is Chinese, else from the house on.</summary>
    private static void WriteText(RowWriter row, int column, JsonNode address)
    {
        var text = address["text"u8].Text;
        if (!text.IsEmpty)
        {
            row.Text(column, text);
            return;
        }

        Span<byte> buffer = stackalloc byte[MaxAddressBytes];
        var length = 0;
        var state = address["state"u8].Text;
        var city = address["city"u8].Text;
        var wide = (!state.IsEmpty && state[0] >= 0xE3) || (!city.IsEmpty && city[0] >= 0xE3);
        if (wide)
        {
            Add(buffer, ref length, state, "");
            Add(buffer, ref length, city, "");
            Add(buffer, ref length, address["district"u8].Text, "");
        }

        foreach (var line in address["line"u8])
        {
            Add(buffer, ref length, line.Text, wide ? "" : ", ");
        }

        if (!wide)
        {
            Add(buffer, ref length, city, ", ");
            Add(buffer, ref length, address["district"u8].Text, ", ");
            Add(buffer, ref length, state, ", ");
        }

        row.Text(column, buffer[..length]);
    }

    /// <summary>The six digits of GB/T 2260, as the district itself or in an extension of the address.</summary>
    private static ReadOnlySpan<byte> CountyOf(JsonNode address)
    {
        var district = address["district"u8].Text;
        if (IsCounty(district))
        {
            return district;
        }

        foreach (var extension in address["extension"u8])
        {
            var coded = extension["valueCoding"u8]["code"u8].Text;
            var value = !coded.IsEmpty ? coded : !extension["valueCode"u8].Text.IsEmpty ? extension["valueCode"u8].Text : extension["valueString"u8].Text;
            if (IsCounty(value))
            {
                return value;
            }
        }

        return default;
    }

    private static bool IsCounty(ReadOnlySpan<byte> text) => text.Length == 6 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && text[0] != '0';

    private static void Add(Span<byte> buffer, ref int length, ReadOnlySpan<byte> part, string separator)
    {
        if (part.IsEmpty || length + separator.Length + part.Length > buffer.Length)
        {
            return;
        }

        if (length > 0)
        {
            length += System.Text.Encoding.ASCII.GetBytes(separator, buffer[length..]);
        }

        part.CopyTo(buffer[length..]);
        length += part.Length;
    }
}
