using System.Text;
using Suwen.Security.Deidentification;

namespace Suwen.Security.Tests.Deidentification.Text;

/// <summary>Texts written by hand, a line each, with the identifiers in double brackets: ⟦name|张三⟧. All people are invented.</summary>
internal static class HandLabelled
{
    private static readonly KindNames Names = KindNames.With(["record=RecordNumber", "org=Organisation", "doc=OtherDocument", "card=BankCard", "plate=VehiclePlate", "device=DeviceNumber", "id=NationalId"], out _);

    public static List<LabelledText> Read(string file)
    {
        using var stream = typeof(HandLabelled).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        var texts = new List<LabelledText>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                texts.Add(Parse($"{file}:{number}", line));
            }
        }

        return texts;
    }

    public static LabelledText Parse(string name, string line)
    {
        var text = new StringBuilder();
        var spans = new List<LabelledSpan>();
        var at = 0;
        for (var open = line.IndexOf('⟦'); open >= 0; open = line.IndexOf('⟦', at))
        {
            var bar = line.IndexOf('|', open);
            var close = line.IndexOf('⟧', bar);
            text.Append(line, at, open - at);
            var kind = line[(open + 1)..bar];
            spans.Add(new LabelledSpan(text.Length, close - bar - 1, kind, Names.KindOf(kind)));
            text.Append(line, bar + 1, close - bar - 1);
            at = close + 1;
        }

        return new LabelledText(name, text.Append(line, at, line.Length - at).ToString(), spans);
    }
}
