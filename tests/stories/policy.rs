//! What an administrator decides about sharing, and what becomes of an older config (S35, S61, S62).

use crate::world::World;

#[test]
fn s61_s62_the_administrator_fixes_the_level_or_leaves_it_or_locks_it_and_the_account_says_so() {
    let world = World::new();
    world.add("sales", "x").good();
    let shown = || world.json("account show sales").good()["policy"].clone();
    assert_eq!((shown()["sharing"].as_str(), shown()["origin"].as_str()), (Some("private"), Some("own")));
    world.govern("[sharing]\nlevel = \"public\"\n");
    assert_eq!((shown()["sharing"].as_str(), shown()["origin"].as_str()), (Some("public"), Some("fixed")));
    let said = world.run("account show sales").out;
    assert!(said.contains("Public. The administrator has set it for every account") && said.contains("policy.toml"), "{said}");
    assert_eq!(world.json("account edit sales --sharing custom").error(), "set_by_policy");
    world.json("account edit sales --exclude-domain example.com").good();
    world.govern("[sharing]\nlocked = true\n");
    assert_eq!(shown()["origin"], "locked");
    assert_eq!(world.json("account edit sales --sharing custom").error(), "set_by_policy");
    assert_eq!(world.json("account edit sales --exclude-domain other.example").error(), "set_by_policy");
    world.json("account edit sales --display-name Sales").good();
    world.govern("[sharing]\nlevel = \"users_choice\"\n");
    assert_eq!(world.json("account edit sales --sharing custom").good()["policy"]["origin"], "users_choice");
    world.govern("[sharing]\nlevel = \"everyone\"\n");
    assert_eq!((shown()["sharing"].as_str(), shown()["origin"].as_str()), (Some("private"), Some("unreadable")));
    let doctor = world.run("doctor");
    assert!(doctor.code == 1 && doctor.out.contains("policy.toml"), "{doctor:?}");
}

#[test]
fn s35_a_config_of_the_first_version_is_brought_to_today_once_kept_beside_and_reported() {
    let world = World::new();
    let old = "# mine\n[secrets]\nstore = \"file\"\n[retention]\npolicy = \"pause\" # soon\n";
    std::fs::write(world.home().join("config.toml"), old).unwrap();
    let first = world.run("mailboxes");
    assert!(first.code == 0 && first.err.contains("config.toml.schema-1") && first.err.contains("retention.policy"), "{first:?}");
    assert_eq!(std::fs::read_to_string(world.home().join("config.toml.schema-1")).unwrap(), old);
    assert!(world.config().contains("schema = 2\n") && world.config().contains("policy = \"warn\" # soon"), "{}", world.config());
    let second = world.run("mailboxes");
    assert_eq!((second.code, second.err.as_str()), (0, ""));
    let doctor = world.json("doctor").json();
    assert_eq!(
        (doctor["schema"].as_u64(), doctor["features"]["retention"].as_bool(), doctor["features"]["team"].as_bool()),
        (Some(2), Some(true), Some(false))
    );
}

#[test]
fn a_slip_in_the_config_names_its_line_and_what_was_meant() {
    let world = World::new();
    std::fs::write(world.home().join("config.toml"), "schema = 2\n[fetch]\nintervall = \"5m\"\n").unwrap();
    let said = world.run("mailboxes");
    assert!(said.code == 1 && said.err.contains("line 3") && said.err.contains("fetch.interval”"), "{said:?}");
}
