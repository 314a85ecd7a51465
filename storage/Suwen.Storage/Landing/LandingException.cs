namespace Suwen.Storage.Landing;

/// <summary>Who is at fault when the landing journal refuses.</summary>
public enum LandingFault
{
    /// <summary>The entry cannot be landed as it is: too large.</summary>
    Caller,

    /// <summary>Disk, permissions, or a file that is not a journal of this version. Nothing of the refused entry was kept.</summary>
    Platform,
}

/// <summary>The landing journal could not do what was asked. For an append it means: not accepted, nothing of it is kept, send it again.</summary>
public sealed class LandingException : Exception
{
    public LandingException(LandingFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    public LandingFault Fault { get; }

    /// <summary>True where the cause is a full disk: freeing space is enough, no restart is needed.</summary>
    public bool IsDiskFull { get; init; }
}
