using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Suwen.Security.Users;

/// <summary>Maps the application state of security; the tables are made by the numbered files in <c>Migrations</c>.</summary>
internal sealed class SecurityDatabase : DbContext
{
    private readonly string connectionString;

    public SecurityDatabase(string connectionString)
    {
        this.connectionString = connectionString;
    }

    public DbSet<UserRow> Users => Set<UserRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<TokenRow> Tokens => Set<TokenRow>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(connectionString);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<UserRow>(e =>
        {
            e.ToTable("users").HasKey(u => u.UserId);
            e.Property(u => u.UserId).HasColumnName("user_id");
            e.Property(u => u.Name).HasColumnName("name");
            e.Property(u => u.DisplayName).HasColumnName("display_name");
            e.Property(u => u.PasswordHash).HasColumnName("password_hash");
            e.Property(u => u.Roles).HasColumnName("roles");
            e.Property(u => u.CreatedAt).HasColumnName("created_at");
            e.Property(u => u.PasswordChangedAt).HasColumnName("password_changed_at");
            e.Property(u => u.MustChangePassword).HasColumnName("must_change_password");
            e.Property(u => u.IsDisabled).HasColumnName("is_disabled");
        });
        modelBuilder.Entity<SessionRow>(e =>
        {
            e.ToTable("sessions").HasKey(s => s.SessionHash);
            e.Property(s => s.SessionHash).HasColumnName("session_hash");
            e.Property(s => s.UserId).HasColumnName("user_id");
            e.Property(s => s.CreatedAt).HasColumnName("created_at");
            e.Property(s => s.ExpiresAt).HasColumnName("expires_at");
        });
        modelBuilder.Entity<TokenRow>(e =>
        {
            e.ToTable("machine_tokens").HasKey(t => t.TokenId);
            e.Property(t => t.TokenId).HasColumnName("token_id");
            e.Property(t => t.Name).HasColumnName("name");
            e.Property(t => t.TokenHash).HasColumnName("token_hash");
            e.Property(t => t.Roles).HasColumnName("roles");
            e.Property(t => t.CreatedAt).HasColumnName("created_at");
            e.Property(t => t.ExpiresAt).HasColumnName("expires_at");
            e.Property(t => t.RevokedAt).HasColumnName("revoked_at");
        });
    }

    /// <summary>The one convention for instants in application state: UTC ticks, which order and compare as integers.</summary>
    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(v => v.UtcTicks, v => new DateTimeOffset(v, TimeSpan.Zero));
}

internal sealed class UserRow
{
    public long UserId { get; set; }

    public required string Name { get; set; }

    public required string DisplayName { get; set; }

    public required string PasswordHash { get; set; }

    /// <summary>Role names, separated by blanks.</summary>
    public required string Roles { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset PasswordChangedAt { get; set; }

    public bool MustChangePassword { get; set; }

    public bool IsDisabled { get; set; }
}

internal sealed class SessionRow
{
    public required string SessionHash { get; set; }

    public long UserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}

internal sealed class TokenRow
{
    public long TokenId { get; set; }

    public required string Name { get; set; }

    public required string TokenHash { get; set; }

    public required string Roles { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
