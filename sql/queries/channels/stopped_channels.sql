-- The names of the channels that stopped by themselves: the other side takes nothing of ours any more.
select name from channel where paused in ('signed out', 'turned away') order by name
