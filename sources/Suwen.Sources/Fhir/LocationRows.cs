using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>An address → a row of <c>location</c>.</summary>
internal static class LocationRows
{
    private static readonly Table Locations = CanonicalModel.Table("location");
    private static readonly int Line1 = Locations["address_1"];
    private static readonly int Line2 = Locations["address_2"];
    private static readonly int City = Locations["city"];
    private static readonly int State = Locations["state"];
    private static readonly int Zip = Locations["zip"];
    private static readonly int County = Locations["county"];
    private static readonly int SourceValue = Locations["location_source_value"];
    private static readonly int Country = Locations["country_source_value"];
    private static readonly int Latitude = Locations["latitude"];
    private static readonly int Longitude = Locations["longitude"];

    /// <summary>Writes the row and returns its key; none where neither address nor position is given.</summary>
    public static Mention Write(FhirRecord record, JsonNode address, ReadOnlySpan<byte> part, JsonNode position)
    {
        if (!address.IsObject && !position.IsObject)
        {
            return Mention.None;
        }

        var key = record.SubKey(Locations, part, 0);
        var row = record.Sink.Row(Locations, key, Mention.None, RowMode.Replace);
        var line = 0;
        foreach (var item in address["line"u8])
        {
            if (line < 2)
            {
                row.Text(line++ == 0 ? Line1 : Line2, item.Text);
            }
        }

        row.Text(City, address["city"u8].Text);
        row.Text(State, address["state"u8].Text);
        row.Text(Zip, address["postalCode"u8].Text);
        row.Text(County, address["district"u8].Text);
        row.Text(Country, address["country"u8].Text);
        row.Text(SourceValue, address["text"u8].Text);
        WritePosition(record, row, address, position);
        return key;
    }

    // Location.position, or the geolocation extension on an address (FHIR R4 2.24.0.12).
    private static void WritePosition(FhirRecord record, RowWriter row, JsonNode address, JsonNode position)
    {
        if (position.IsObject)
        {
            Set(row, Latitude, record.Number(position, "latitude"u8, "position"));
            Set(row, Longitude, record.Number(position, "longitude"u8, "position"));
            return;
        }

        foreach (var extension in address["extension"u8])
        {
            if (!extension["url"u8].Text.EndsWith("/geolocation"u8))
            {
                continue;
            }

            foreach (var part in extension["extension"u8])
            {
                var column = part["url"u8].Is("latitude"u8) ? Latitude : part["url"u8].Is("longitude"u8) ? Longitude : -1;
                if (column >= 0)
                {
                    Set(row, column, record.Number(part, "valueDecimal"u8, "address.extension"));
                }
            }
        }
    }

    private static void Set(RowWriter row, int column, double? value)
    {
        if (value is { } number)
        {
            row.Double(column, number);
        }
    }
}
