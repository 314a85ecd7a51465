namespace Suwen.Storage.Landing.Format;

/// <summary>
/// Decodes the text part of frame headers. Neighbouring entries mostly come from the same door, so the last header and its three
/// names are kept and shared.
/// </summary>
internal sealed class DescriptionReader
{
    private readonly string[] _names = ["", "", ""];
    private byte[] _lastBytes = [];
    private int _lastLength = -1;
    private LandingHeader? _last;

    public LandingHeader Read(ReadOnlySpan<byte> description)
    {
        if (_last is not null && description.SequenceEqual(_lastBytes.AsSpan(0, _lastLength)))
        {
            return _last;
        }

        var at = 0;
        var source = Name(description, ref at, 0);
        var channel = Name(description, ref at, 1);
        var format = Name(description, ref at, 2);
        var pairs = (int)Frame.ReadLength(description, ref at);
        var metadata = LandingHeader.NoMetadata;
        if (pairs > 0)
        {
            var read = new Dictionary<string, string>(pairs);
            for (var i = 0; i < pairs; i++)
            {
                var name = Frame.ReadText(description, ref at);
                read[name] = Frame.ReadText(description, ref at);
            }

            metadata = read;
        }

        if (_lastBytes.Length < description.Length)
        {
            _lastBytes = new byte[description.Length * 2];
        }

        description.CopyTo(_lastBytes);
        _lastLength = description.Length;
        return _last = new LandingHeader(source, channel, format, metadata);
    }

    private string Name(ReadOnlySpan<byte> description, ref int at, int field)
    {
        var begin = at;
        var length = (int)Frame.ReadLength(description, ref at);
        var bytes = description.Slice(at, length);
        var known = _names[field];
        if (known.Length == length && System.Text.Ascii.Equals(bytes, known))
        {
            at += length;
            return known;
        }

        at = begin;
        return _names[field] = Frame.ReadText(description, ref at);
    }
}
