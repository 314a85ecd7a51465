using Microsoft.Data.Sqlite;
using Suwen.Security.Users;

namespace Suwen.Security.Tests.Users;

public sealed class UserStoreTests : IDisposable
{
    private const string Password = "a long enough password";
    private readonly TemporaryFolder folder = new();
    private readonly StandingClock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_first_administrator_is_made_once_and_its_login_kept_for_the_owner_only()
    {
        var store = Open();
        var login = (await store.EnsureFirstAdministratorAsync(default)).ShouldNotBeNull();
        (await store.EnsureFirstAdministratorAsync(default)).ShouldBeNull();
        (await File.ReadAllTextAsync(folder["first-login.txt"])).ShouldContain(login.Password);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder["first-login.txt"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(folder["app.db"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var signedIn = (await store.SignInAsync(login.User, login.Password, default)).ShouldNotBeNull();
        signedIn.Account.Roles.ShouldBe([Role.Administrator]);
        signedIn.Account.MustChangePassword.ShouldBeTrue();
    }

    [Fact]
    public async Task Changing_the_password_ends_all_sessions_and_deletes_the_first_login()
    {
        var store = Open();
        var login = (await store.EnsureFirstAdministratorAsync(default)).ShouldNotBeNull();
        var session = (await store.SignInAsync(login.User, login.Password, default)).ShouldNotBeNull();
        (await store.ChangePasswordAsync(login.User, "wrong", Password, default)).ShouldBeFalse();
        (await store.ChangePasswordAsync(login.User, login.Password, Password, default)).ShouldBeTrue();
        File.Exists(folder["first-login.txt"]).ShouldBeFalse();
        (await store.FindSessionAsync(session.Secret, default)).ShouldBeNull();
        (await store.SignInAsync(login.User, login.Password, default)).ShouldBeNull();
        (await store.SignInAsync(login.User, Password, default)).ShouldNotBeNull().Account.MustChangePassword.ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_lasts_twelve_hours_and_ends_at_sign_out()
    {
        var store = Open();
        await store.AddAsync("chen", "陈医生", Password, [Role.Clinician], default);
        var first = (await store.SignInAsync("chen", Password, default)).ShouldNotBeNull();
        clock.Now += TimeSpan.FromHours(11.9);
        (await store.FindSessionAsync(first.Secret, default)).ShouldNotBeNull().Name.ShouldBe("chen");
        clock.Now += TimeSpan.FromHours(0.2);
        (await store.FindSessionAsync(first.Secret, default)).ShouldBeNull();
        var second = (await store.SignInAsync("chen", Password, default)).ShouldNotBeNull();
        await store.SignOutAsync(second.Secret, default);
        (await store.FindSessionAsync(second.Secret, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Names_of_users_do_not_differ_by_case()
    {
        var store = Open();
        (await store.AddAsync("chen", "x", Password, [Role.Clinician], default)).ShouldNotBeNull();
        (await store.AddAsync("CHEN", "x", Password, [Role.Clinician], default)).ShouldBeNull();
        (await store.SignInAsync("Chen", Password, default)).ShouldNotBeNull();
        (await store.SignInAsync("nobody", Password, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_works_until_it_expires_or_is_revoked()
    {
        var store = Open();
        var lasting = (await store.AddTokenAsync("his", [Role.Sender], null, default)).ShouldNotBeNull();
        var brief = (await store.AddTokenAsync("lis", [Role.Sender], TimeSpan.FromDays(1), default)).ShouldNotBeNull();
        (await store.AddTokenAsync("his", [Role.Sender], null, default)).ShouldBeNull();
        var principal = (await store.FindTokenAsync(lasting, default)).ShouldNotBeNull();
        principal.Identity!.Name.ShouldBe("token:his");
        Authorisation.IsGranted(principal, Permission.IngestWrite).ShouldBeTrue();
        Authorisation.IsGranted(principal, Permission.PersonRead).ShouldBeFalse();
        clock.Now += TimeSpan.FromDays(2);
        (await store.FindTokenAsync(brief, default)).ShouldBeNull();
        (await store.RevokeTokenAsync("his", default)).ShouldBeTrue();
        (await store.RevokeTokenAsync("his", default)).ShouldBeFalse();
        (await store.FindTokenAsync(lasting, default)).ShouldBeNull();
    }

    [Fact]
    public async Task The_file_holds_no_secret_that_signs_somebody_in()
    {
        var store = Open();
        await store.AddAsync("chen", "x", Password, [Role.Clinician], default);
        var session = (await store.SignInAsync("chen", Password, default)).ShouldNotBeNull();
        var token = (await store.AddTokenAsync("his", [Role.Sender], null, default)).ShouldNotBeNull();
        store.CopyTo(folder["copy.db"]);
        var bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder["copy.db"]));
        bytes.ShouldNotContain(Password);
        bytes.ShouldNotContain(session.Secret);
        bytes.ShouldNotContain(token[4..]);
    }

    [Fact]
    public async Task A_copy_opens_and_knows_the_same_users()
    {
        var store = Open();
        await store.AddAsync("chen", "陈医生", Password, [Role.Clinician], default);
        store.CopyTo(folder["copy.db"]);
        var copy = UserStore.Open(folder["copy.db"], folder["first-login.txt"], clock);
        (await copy.ListAsync(default)).ShouldHaveSingleItem().DisplayName.ShouldBe("陈医生");
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_with_advice()
    {
        Open();
        Execute("INSERT INTO schema_version (number, name, hash, applied_at) VALUES (9999, 'later.sql', 'x', 0)");
        Should.Throw<InvalidDataException>(Open).Message.ShouldContain("newer Suwen");
    }

    [Fact]
    public void A_migration_that_was_changed_after_it_ran_is_refused()
    {
        Open();
        Execute("UPDATE schema_version SET hash = 'other' WHERE number = 1");
        Should.Throw<InvalidDataException>(Open).Message.ShouldContain("never changed");
    }

    [Theory]
    [InlineData("elevenchars", false)]
    [InlineData("twelve chars", true)]
    public void A_password_needs_twelve_characters(string password, bool accepted) => (UserStore.PasswordFault(password) is null).ShouldBe(accepted);

    private UserStore Open() => UserStore.Open(folder["app.db"], folder["first-login.txt"], clock);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder["app.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
