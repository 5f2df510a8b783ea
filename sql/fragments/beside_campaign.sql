array(select id from tool_key where tool_key.campaign = campaign.slug and revoked_at is null) as tool_keys,
    (select jsonb_build_object('score', score, 'answers', answers) from touchpoint_target
     where touchpoint_target.touchpoint = campaign.touchpoint) as touchpoint_target
