using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Suwen.Security.State;

namespace Suwen.Security.Users;

/// <summary>Users, their sessions, and tokens of machines.</summary>
public sealed class UserStore
{
    /// <summary>Name of the first administrator.</summary>
    public const string FirstAdministrator = "admin";

    /// <summary>A session ends this long after sign-in.</summary>
    public static readonly TimeSpan SessionLength = TimeSpan.FromHours(12);

    /// <summary>Shortest password accepted (NIST SP 800-63B §5.1.1.2 asks for at least 8; Suwen holds health data).</summary>
    public const int MinPasswordLength = 12;

    private const int MaxPasswordLength = 256;
    private readonly string path;
    private readonly string firstLoginPath;
    private readonly TimeProvider time;

    private UserStore(string path, string firstLoginPath, TimeProvider time)
    {
        this.path = path;
        this.firstLoginPath = firstLoginPath;
        this.time = time;
    }

    private string ConnectionString => new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, Pooling = false }.ToString();

    /// <summary>Opens (or makes) the application state file and brings it to the newest version.</summary>
    /// <param name="path">The SQLite file.</param>
    /// <param name="firstLoginPath">Where the first administrator's generated password is kept until it is changed.</param>
    /// <param name="time">The clock.</param>
    public static UserStore Open(string path, string firstLoginPath, TimeProvider time)
    {
        var store = new UserStore(path, firstLoginPath, time);
        StateDatabase.Open(path, "users", typeof(UserStore).Assembly, "Suwen.Security.Users.Migrations.", time);
        return store;
    }

    /// <summary>Copies the state to a file while it is in use (SQLite's online backup).</summary>
    public void CopyTo(string file)
    {
        using var from = new SqliteConnection(ConnectionString);
        using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        from.Open();
        to.Open();
        from.BackupDatabase(to);
    }

    /// <summary>Makes the first administrator with a generated password where no user exists yet.</summary>
    /// <returns>The login to print once; null where users exist.</returns>
    public async Task<FirstLogin?> EnsureFirstAdministratorAsync(CancellationToken cancellationToken)
    {
        await using var db = new SecurityDatabase(ConnectionString);
        if (await db.Users.AnyAsync(cancellationToken))
        {
            return null;
        }

        var password = GeneratePassword();
        db.Users.Add(NewUser(FirstAdministrator, "管理员 Administrator", password, [Role.Administrator], mustChange: true));
        WriteFirstLogin(password);
        await db.SaveChangesAsync(cancellationToken);
        return new FirstLogin(FirstAdministrator, password, firstLoginPath);
    }

    /// <summary>Adds a user; null when the name is taken.</summary>
    public async Task<UserAccount?> AddAsync(string name, string displayName, string password, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        await using var db = new SecurityDatabase(ConnectionString);
        if (await db.Users.AnyAsync(u => u.Name == name, cancellationToken))
        {
            return null;
        }

        var row = NewUser(name, displayName, password, roles, mustChange: false);
        db.Users.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return AccountOf(row);
    }

    /// <summary>Every user, by name.</summary>
    public async Task<IReadOnlyList<UserAccount>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = new SecurityDatabase(ConnectionString);
        return [.. (await db.Users.AsNoTracking().OrderBy(u => u.Name).ToListAsync(cancellationToken)).Select(AccountOf)];
    }

    /// <summary>Checks name and password and begins a session.</summary>
    /// <returns>The session's secret and the account; null when name or password is wrong, or the user is disabled.</returns>
    public async Task<SignedIn?> SignInAsync(string name, string password, CancellationToken cancellationToken)
    {
        await using var db = new SecurityDatabase(ConnectionString);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Name == name, cancellationToken);
        var stored = user is { IsDisabled: false } ? user.PasswordHash : PasswordHash.OfNobody;
        if (password.Length > MaxPasswordLength || !PasswordHash.Matches(stored, password) || user is not { IsDisabled: false })
        {
            return null;
        }

        var now = time.GetUtcNow();
        await db.Sessions.Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        var secret = NewSecret();
        db.Sessions.Add(new SessionRow { SessionHash = HashOf(secret), UserId = user.UserId, CreatedAt = now, ExpiresAt = now + SessionLength });
        await db.SaveChangesAsync(cancellationToken);
        return new SignedIn(secret, now + SessionLength, AccountOf(user));
    }

    /// <summary>Ends a session.</summary>
    public async Task SignOutAsync(string sessionSecret, CancellationToken cancellationToken)
    {
        var hash = HashOf(sessionSecret);
        await using var db = new SecurityDatabase(ConnectionString);
        await db.Sessions.Where(s => s.SessionHash == hash).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>The account of a running session; null when it has ended or never was.</summary>
    public async Task<UserAccount?> FindSessionAsync(string sessionSecret, CancellationToken cancellationToken)
    {
        var hash = HashOf(sessionSecret);
        var now = time.GetUtcNow();
        await using var db = new SecurityDatabase(ConnectionString);
        var user = await db.Sessions.AsNoTracking()
            .Where(s => s.SessionHash == hash && s.ExpiresAt > now)
            .Join(db.Users, s => s.UserId, u => u.UserId, (_, u) => u)
            .SingleOrDefaultAsync(cancellationToken);
        return user is { IsDisabled: false } ? AccountOf(user) : null;
    }

    /// <summary>Makes a token for a machine; null when the name is taken. The secret is answered once and only its hash kept.</summary>
    public async Task<string?> AddTokenAsync(string name, IReadOnlyList<string> roles, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        await using var db = new SecurityDatabase(ConnectionString);
        if (await db.Tokens.AnyAsync(t => t.Name == name, cancellationToken))
        {
            return null;
        }

        var secret = "swn_" + NewSecret();
        var now = time.GetUtcNow();
        db.Tokens.Add(new TokenRow { Name = name, TokenHash = HashOf(secret), Roles = string.Join(' ', roles), CreatedAt = now, ExpiresAt = lifetime is { } l ? now + l : null });
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }

    /// <summary>Makes a machine's token invalid; false when there is none of this name in force.</summary>
    public async Task<bool> RevokeTokenAsync(string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = new SecurityDatabase(ConnectionString);
        return await db.Tokens.Where(t => t.Name == name && t.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.RevokedAt, now), cancellationToken) > 0;
    }

    /// <summary>The principal of a machine's token; null when it is unknown, revoked or expired.</summary>
    public async Task<ClaimsPrincipal?> FindTokenAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = HashOf(secret);
        var now = time.GetUtcNow();
        await using var db = new SecurityDatabase(ConnectionString);
        var token = await db.Tokens.AsNoTracking().SingleOrDefaultAsync(t => t.TokenHash == hash && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now), cancellationToken);
        return token is null ? null : Authorisation.Principal("token:" + token.Name, SplitRoles(token.Roles), "Bearer");
    }

    /// <summary>Sets a new password and ends every session of the user; false when the old one is wrong.</summary>
    public async Task<bool> ChangePasswordAsync(string name, string oldPassword, string newPassword, CancellationToken cancellationToken)
    {
        if (PasswordFault(newPassword) is { } fault)
        {
            throw new ArgumentException(fault, nameof(newPassword));
        }

        await using var db = new SecurityDatabase(ConnectionString);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Name == name && !u.IsDisabled, cancellationToken);
        if (user is null || !PasswordHash.Matches(user.PasswordHash, oldPassword))
        {
            return false;
        }

        user.PasswordHash = PasswordHash.Make(newPassword);
        user.PasswordChangedAt = time.GetUtcNow();
        user.MustChangePassword = false;
        await db.SaveChangesAsync(cancellationToken);
        await db.Sessions.Where(s => s.UserId == user.UserId).ExecuteDeleteAsync(cancellationToken);
        if (string.Equals(name, FirstAdministrator, StringComparison.OrdinalIgnoreCase))
        {
            File.Delete(firstLoginPath);
        }

        return true;
    }

    /// <summary>What is wrong with a password somebody wants to use; null when it is acceptable.</summary>
    public static string? PasswordFault(string password) =>
        password.Length < MinPasswordLength ? $"A password needs at least {MinPasswordLength} characters."
        : password.Length > MaxPasswordLength ? $"A password has at most {MaxPasswordLength} characters."
        : null;

    private static UserAccount AccountOf(UserRow row) => new(row.Name, row.DisplayName, SplitRoles(row.Roles), row.MustChangePassword, row.IsDisabled);

    private static string[] SplitRoles(string roles) => roles.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    // A secret of 256 random bits cannot be guessed from its hash: no slow hash is needed here.
    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Sixteen characters of an alphabet without those that are mistaken for one another: 80 bits.</summary>
    public static string GeneratePassword()
    {
        var text = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789x", 16);
        return $"{text[..4]}-{text[4..8]}-{text[8..12]}-{text[12..]}";
    }

    private UserRow NewUser(string name, string displayName, string password, IReadOnlyList<string> roles, bool mustChange)
    {
        var now = time.GetUtcNow();
        return new UserRow
        {
            Name = name,
            DisplayName = displayName,
            PasswordHash = PasswordHash.Make(password),
            Roles = string.Join(' ', roles),
            CreatedAt = now,
            PasswordChangedAt = now,
            MustChangePassword = mustChange,
        };
    }

    private void WriteFirstLogin(string password)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(firstLoginPath, options);
        file.WriteLine($"user      {FirstAdministrator}");
        file.WriteLine($"password  {password}");
        file.WriteLine("This file is deleted when the password is changed.");
    }
}

/// <summary>A user, without secrets.</summary>
public sealed record UserAccount(string Name, string DisplayName, IReadOnlyList<string> Roles, bool MustChangePassword, bool IsDisabled)
{
    public ClaimsPrincipal ToPrincipal(string scheme) => Authorisation.Principal(Name, Roles, scheme);
}

/// <summary>A session just begun. The secret goes into the cookie and nowhere else.</summary>
public sealed record SignedIn(string Secret, DateTimeOffset ExpiresAt, UserAccount Account);

/// <summary>The generated first login, to be printed once.</summary>
public sealed record FirstLogin(string User, string Password, string KeptIn);
