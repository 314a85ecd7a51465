using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Tables;

/// <summary>Small workbooks, written by the rules of ECMA-376 part 1, and those that other programs made.</summary>
internal static class WorkbookSamples
{
    public const string Mapping = """
        sheet: 检验结果
        key: 报告号
        person: 患者ID
        rows:
          - table: cn_source_person
            columns: { full_name: 姓名 }
          - table: measurement
            columns:
              measurement_datetime: { column: 检验时间, format: yyyyMMddHHmmss }
              measurement_source_value: 项目
              value_as_number: 结果
              unit_source_value: 单位
        """;

    public const string Header = "报告号,患者ID,姓名,检验时间,项目,结果,单位";

    public static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Tables", "Fixtures", name));

    public static SampleEntry Sample(string name, byte[] bytes)
    {
        var metadata = new Dictionary<string, string>
        {
            [TableMetadata.File] = name,
            [TableMetadata.FileId] = name,
            [TableMetadata.Header] = Header,
            [TableMetadata.Mapping] = new LandingPosition(7, 1).Value.ToString(CultureInfo.InvariantCulture),
            [TableMetadata.Workbook] = "xlsx",
        };
        return new SampleEntry(name, new LandingHeader("hospital-test.tables", "file", "table", metadata), bytes);
    }

    public static LandedEntry? Find(LandingPosition position) =>
        new(position, DateTimeOffset.UnixEpoch, new LandingHeader("hospital-test.tables", "file", "mapping", LandingHeader.NoMetadata), Encoding.UTF8.GetBytes(Mapping));

    /// <summary>The workbook of the fixtures in Office Open XML: serial dates with a date style, numbers, texts.</summary>
    public static byte[] Laboratory() => Workbook(
        ("说明", [["x"]]),
        ("检验结果", [[.. Header.Split(',')], ["R1", "P1", "赵四", 45351.3368055556, "GLU", 5.6, "mmol/L"], ["R2", "P2", "钱五, \"小\"", 45352.0, "NA", 140.0, "mmol/L"]]));

    /// <summary>A workbook; numbers in the fourth column are styled as dates. Its parts are stored as they are, so that mutations reach the XML.</summary>
    public static byte[] Workbook(params (string Name, object[][] Rows)[] sheets)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var names = string.Concat(sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>"));
            var relations = string.Concat(sheets.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"));
            Part(zip, "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>");
            Part(zip, "_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Part(zip, "xl/workbook.xml", $"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{names}</sheets></workbook>");
            Part(zip, "xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}<Relationship Id=\"rIdS\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>");
            Part(zip, "xl/styles.xml", "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>");
            for (var i = 0; i < sheets.Length; i++)
            {
                Part(zip, $"xl/worksheets/sheet{i + 1}.xml", $"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{string.Concat(sheets[i].Rows.Select(Row))}</sheetData></worksheet>");
            }
        }

        return stream.ToArray();
    }

    private static string Row(object[] cells, int row) =>
        $"<row r=\"{row + 1}\">{string.Concat(cells.Select((cell, column) => Cell(cell, $"{(char)('A' + column)}{row + 1}", column)))}</row>";

    private static string Cell(object cell, string place, int column) => cell is double number
        ? $"<c r=\"{place}\"{(column == 3 ? " s=\"1\"" : "")}><v>{number.ToString("R", CultureInfo.InvariantCulture)}</v></c>"
        : $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape((string)cell)}</t></is></c>";

    private static void Part(ZipArchive zip, string name, string xml)
    {
        using var part = new StreamWriter(zip.CreateEntry(name, CompressionLevel.NoCompression).Open());
        part.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml);
    }
}
