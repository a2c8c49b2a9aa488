"""How long personal data is kept after a case (保管期限), what holds it longer (保留), and taking it out (去标识化)."""
